import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import type { ContractNews } from '../contract/news.ts';
import { rescuedText } from '../journal/readable.ts';
import type { Price } from '../money/price.ts';
import type { LastColours } from '../status/tempo-report.ts';
import { textsFor } from '../texts/texts.ts';
import { contractFacts } from './contract-facts.ts';
import { energySpans } from './energy-spans.ts';
import { type JournalAccess, powerCurve, readJournal } from './journal-charts.ts';
import { offersAsked } from './offers-asked.ts';
import type { Protocol } from './protocol.ts';

/** The questions that the journal answers. */
export type HistoryPath = '/meters' | '/curve' | '/spans' | '/contract' | '/offers';

type HistoryAnswers = {
  readonly [P in HistoryPath]: (asks: Protocol[P]['asks']) => Promise<Protocol[P]['answers']>;
};

export interface HistoryParts {
  /** The storage folder of Homebridge. */
  readonly folder: string;
  readonly access: JournalAccess;
  readonly clock: Pick<Clock, 'wall'>;
  /**
   * The prices of a meter, sorted by `from`.
   * @param typed the prices in a form, unchecked
   */
  prices(meter: string, typed: unknown): readonly Price[];
  /** The colours that the plugin reports for a meter now; undefined while it does not run. */
  running(meter: string): Promise<LastColours | undefined>;
  /** Which news of a contract to include; by default all. */
  readonly tells?: (news: ContractNews) => boolean;
}

/** Answers questions about the journal, for the settings page and for the house's page. Each may throw a RefusedRequest. */
export function historyAnswers({ folder, access, clock, prices, running, tells }: HistoryParts): HistoryAnswers {
  return {
    '/meters': ({ language }) => readJournal(folder, access, language, (archive) => archive?.meters ?? []),
    '/curve': ({ meter, span, language }) =>
      readJournal(folder, access, language, (archive) => powerCurve(archive, meter, span, clock.wall())),
    '/spans': ({ language, prices: typed, ...asks }) =>
      readJournal(folder, access, language, (archive) => {
        const question = { ...asks, prices: prices(asks.meter, typed) };
        const spans = energySpans(archive, question, clock.wall());
        const rescued = archive && rescuedText(archive, join(folder, JOURNAL_FILE), textsFor(language, 'page').journal);
        return { ...spans, rescued };
      }),
    async '/contract'({ meter, language }) {
      const told = await running(meter);
      return readJournal(folder, access, language, (archive) =>
        contractFacts(archive, { meter, language, nowMs: clock.wall(), running: told, tells }),
      );
    },
    '/offers': ({ language, prices: typed, ...asks }) =>
      readJournal(folder, access, language, (archive) =>
        offersAsked(archive, { ...asks, prices: prices(asks.meter, typed) }, clock.wall()),
      ),
  };
}
