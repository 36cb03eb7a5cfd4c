import type { Texts } from '../texts/texts.ts';
import { troubleText } from './disk-trouble.ts';
import type { JournalOrder, OrderOutcome } from './orders.ts';
import type { Store } from './store.ts';
import type { StoreAccess } from './store-access.ts';

/** The outcome of an order, and the error if the disk did not work. */
interface CarriedOut {
  readonly outcome: OrderOutcome;
  readonly error?: unknown;
}

/**
 * Carries out an order in a journal's store. Never throws.
 * @param atMs the wall time
 */
export function carryOut(
  storeAccess: Pick<StoreAccess, 'attemptOrError'>,
  order: JournalOrder,
  atMs: number,
  texts: Texts['journal'],
): CarriedOut {
  const attempt = storeAccess.attemptOrError((store) => inStore(store, order, atMs));
  if ('done' in attempt) return { outcome: attempt.done };
  return { outcome: { kind: 'failed', says: troubleText(attempt.error, texts) }, error: attempt.error };
}

function inStore(store: Store, order: JournalOrder, atMs: number): OrderOutcome {
  switch (order.kind) {
    case 'import':
      return store.addImport(order.import, atMs);
    case 'undo':
      return store.undoImport(order.meter, order.id);
    case 'forget':
      return store.forgetLater(atMs, order.isSure);
  }
}
