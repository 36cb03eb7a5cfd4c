import { dateOf } from '../../base/paris-time.ts';
import type { Journal } from '../../journal/journal.ts';
import type { OrderOutcome } from '../../journal/orders.ts';
import { parseReceived, type UnfitRequest } from '../../status/parse-request.ts';
import type { RequestResult, StatusRequest } from '../../status/request.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports, UndatedNews } from '../../trouble/news.ts';

/** How many results are kept so that the senders can read them: as many as clients can be connected. */
const MOST_RESULTS = 16;

/** The requests of other processes, which are carried out in the journal as they arrive. */
export interface Requests {
  /**
   * Carries out a request, unless that was done before. An invalid one fails if it has a name: otherwise a sender of a later version would
   * send it again and again.
   */
  take(text: string): void;
  /** The outcomes of the last requests, in order. */
  readonly results: readonly RequestResult[];
}

export function createRequests(
  journal: Pick<Journal, 'addImport' | 'undoImport' | 'forgetLater'>,
  reports: Pick<Reports, 'tell'>,
  texts: Texts['journal'],
): Requests {
  let results: readonly RequestResult[] = [];
  return {
    get results() {
      return results;
    },
    take(text) {
      const received = parseReceived(text);
      if (!received || results.some(({ request }) => request === received.request)) return;
      const outcome = carryOutRequest(received, journal, texts);
      results = [...results, { request: received.request, outcome }].slice(-MOST_RESULTS);
      const news = newsOf(outcome);
      if (news) reports.tell(news);
    },
  };
}

function carryOutRequest(
  received: StatusRequest | UnfitRequest,
  journal: Pick<Journal, 'addImport' | 'undoImport' | 'forgetLater'>,
  { unfitImport }: Texts['journal'],
): OrderOutcome {
  switch (received.kind) {
    case 'import':
      return journal.addImport(received.import);
    case 'undo':
      return journal.undoImport(received.meter, received.id);
    case 'forget':
      return journal.forgetLater(received.isSure);
    case 'unfit':
      return { kind: 'failed', says: unfitImport };
  }
}

/** A change of the history is news. */
function newsOf(outcome: OrderOutcome): UndatedNews | undefined {
  if (outcome.kind === 'forgotten') return { part: 'history', ...outcome };
  if (outcome.kind !== 'imported' && outcome.kind !== 'undone') return undefined;
  const { meter, days, firstDay, lastDay } = outcome.record;
  const kind = outcome.kind === 'imported' ? 'imported' : 'importUndone';
  return { part: 'history', kind, meter, days, from: dateOf(firstDay), to: dateOf(lastDay) };
}
