import { dateOf } from '../../base/paris-time.ts';
import type { Journal } from '../../journal/journal.ts';
import type { JournalOrder, OrderOutcome } from '../../journal/orders.ts';
import type { Reports, UndatedNews } from '../../trouble/news.ts';

/** How many outcomes are kept for senders that were disconnected before they had read theirs. */
const MOST_OUTCOMES = 16;

/** Carries out the orders of other processes in the journal as they arrive: one of the same name only once. */
export function createOrders(
  journal: Pick<Journal, 'addImport' | 'undoImport' | 'forgetLater'>,
  reports: Pick<Reports, 'tell'>,
): (id: string, order: JournalOrder) => OrderOutcome {
  const outcomes = new Map<string, OrderOutcome>();
  return (id, order) => {
    const known = outcomes.get(id);
    if (known) return known;
    const outcome = carryOut(order, journal);
    outcomes.set(id, outcome);
    const [oldest = id] = outcomes.keys();
    if (outcomes.size > MOST_OUTCOMES) outcomes.delete(oldest);
    const news = newsOf(outcome);
    if (news) reports.tell(news);
    return outcome;
  };
}

function carryOut(order: JournalOrder, journal: Pick<Journal, 'addImport' | 'undoImport' | 'forgetLater'>) {
  switch (order.kind) {
    case 'import':
      return journal.addImport(order.import);
    case 'undo':
      return journal.undoImport(order.meter, order.id);
    case 'forget':
      return journal.forgetLater(order.isSure);
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
