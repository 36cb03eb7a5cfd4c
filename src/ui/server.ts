import { HomebridgePluginUiServer, RequestError } from '@homebridge/plugin-ui-utils';
import type { ConfigProblem } from '../config/read-config.ts';
import { readConfig } from '../config/read-config.ts';
import { runningPluginStatus } from '../doctor/homebridge-storage.ts';
import { type Machine, thisMachine } from '../doctor/machine.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { createDatabase, tryInflux } from './influx-trial.ts';
import { curveFrom, energyFrom, fromJournal } from './journal-charts.ts';
import { createListener } from './listen.ts';
import type { Problem, Protocol } from './protocol.ts';
import { refusedRequest, requestFrom, requestLanguage } from './request.ts';

/** Answers the settings page, in the process that Homebridge UI has forked for it, for as long as the page is open. */
export function startServer(): void {
  // plugin-ui-utils logs each request, and the page asks every few seconds: Homebridge's log is not for that.
  console.log = () => {};
  const server = new HomebridgePluginUiServer();
  const answers = pageAnswers(thisMachine(), server.homebridgeStoragePath ?? '.');
  for (const path of Object.keys(answers) as (keyof Protocol)[]) {
    server.onRequest(path, (payload) => answered(path, payload, answers));
  }
  server.ready();
}

/** Whatever happens, the page has it in words. */
async function answered<P extends keyof Protocol>(path: P, payload: unknown, answers: PageAnswers) {
  try {
    return await answers[path](requestFrom(path, payload));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw refusedRequest(textsIn[requestLanguage(payload)].ui.broken(String(error)));
  }
}

/** A function for each thing that the page may ask. Each may throw a RequestError, in the user's words. */
export type PageAnswers = {
  readonly [P in keyof Protocol]: (asks: Protocol[P]['asks']) => Promise<Protocol[P]['answers']>;
};

/** @param folder Homebridge's storage */
export function pageAnswers(machine: Machine, folder: string): PageAnswers {
  const { clock } = machine;
  return {
    async '/status'() {
      const status = await runningPluginStatus(folder, machine);
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
      return formProblems(readConfig(config, language).problems, language);
    },
  };
}

/**
 * Problems for who sees the form and not `config.json`: with its labels where the log has the names of fields, and without
 * what the plugin would do all the same, since what is wrong cannot be saved here.
 */
export function formProblems(problems: readonly ConfigProblem[], language: Language): readonly Problem[] {
  const { config, ui } = textsIn[language];
  const ends = [
    ...[config.takenAsEmpty, config.defaultsUsed, config.nothingRead, config.meterOut],
    ...[config.tileOut, config.noSensors, config.sensorOut, config.influxOff],
  ];
  return problems.map(({ path, says }) => {
    if (says === config.urlSecrets) return { path, says: ui.urlSecrets };
    const end = ends.find((one) => says.endsWith(` ${one}`));
    return { path, says: end === undefined ? says : says.slice(0, -end.length).trimEnd() };
  });
}
