import { readConfig } from '../config/config.ts';
import type { Machine } from '../doctor/machine.ts';
import { statusOf } from '../doctor/storage.ts';
import { textsIn } from '../texts/texts.ts';
import { curveFrom, energyFrom, fromJournal } from './history.ts';
import { createListener } from './listening.ts';
import { problemsFor } from './problems.ts';
import type { Protocol } from './protocol.ts';
import { createDatabase, tryInflux } from './trial.ts';

/** A function for each thing that the page may ask. Each may throw a RequestError, in the user's words. */
export type Answers = {
  readonly [P in keyof Protocol]: (asks: Protocol[P]['asks']) => Promise<Protocol[P]['answers']>;
};

/** @param folder Homebridge's storage */
export function answersFrom(machine: Machine, folder: string): Answers {
  const { clock } = machine;
  return {
    async '/status'() {
      const status = await statusOf(folder, machine);
      return { nowMs: clock.wall(), ...(status && { status }) };
    },
    async '/ports'() {
      return (await machine.ports()).map(({ path, plugged }) => ({ path, ...(plugged !== undefined && { plugged }) }));
    },
    '/listen': createListener(machine, folder),
    '/influx/try': ({ influx, language }) => tryInflux(influx, language, clock),
    '/influx/create': ({ influx, language }) => createDatabase(influx, language, clock),
    '/meters': ({ language }) => fromJournal(folder, machine, textsIn[language].ui, (archive) => archive?.meters ?? []),
    '/curve': ({ meter, span, language }) =>
      fromJournal(folder, machine, textsIn[language].ui, (archive) => curveFrom(archive, meter, span, clock.wall())),
    '/energy': ({ meter, days, language }) =>
      fromJournal(folder, machine, textsIn[language].ui, (archive) => energyFrom(archive, meter, days, clock.wall())),
    async '/check'({ config, language }) {
      return problemsFor(readConfig(config, language).problems, language);
    },
  };
}
