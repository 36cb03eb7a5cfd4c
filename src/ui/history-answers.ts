import { join } from 'node:path';
import type { Machine } from '../doctor/machine.ts';
import { runningPluginStatus } from '../doctor/running-plugin.ts';
import { rescuedText } from '../journal/readable.ts';
import { JOURNAL_FILE } from '../settings.ts';
import { textsFor, textsIn } from '../texts/texts.ts';
import { contractFacts } from './contract-facts.ts';
import { energySpans } from './energy-spans.ts';
import { powerCurve, readJournal } from './journal-charts.ts';
import { offersAsked } from './offers-asked.ts';
import type { Protocol } from './protocol.ts';

type HistoryAnswers = {
  readonly [P in '/meters' | '/curve' | '/spans' | '/contract' | '/offers']: (
    asks: Protocol[P]['asks'],
  ) => Promise<Protocol[P]['answers']>;
};

/** Answers the page about what the journal has. @param folder the storage folder of Homebridge */
export function historyAnswers(machine: Machine, folder: string): HistoryAnswers {
  const { clock } = machine;
  return {
    '/meters': ({ language }) => readJournal(folder, machine, textsIn[language].ui, (archive) => archive?.meters ?? []),
    '/curve': ({ meter, span, language }) =>
      readJournal(folder, machine, textsIn[language].ui, (archive) => powerCurve(archive, meter, span, clock.wall())),
    '/spans': ({ language, ...asks }) =>
      readJournal(folder, machine, textsIn[language].ui, (archive) => {
        const spans = energySpans(archive, asks, clock.wall());
        const rescued = archive && rescuedText(archive, join(folder, JOURNAL_FILE), textsFor(language, 'page').journal);
        return { ...spans, ...(rescued !== undefined && { rescued }) };
      }),
    async '/contract'({ meter, language }) {
      const status = await runningPluginStatus(folder, machine);
      const running = status?.meters.find(({ slug }) => slug === meter);
      return readJournal(folder, machine, textsIn[language].ui, (archive) =>
        contractFacts(archive, { meter, language, nowMs: clock.wall(), running }),
      );
    },
    '/offers': ({ language, ...asks }) =>
      readJournal(folder, machine, textsIn[language].ui, (archive) => offersAsked(archive, asks, clock.wall())),
  };
}
