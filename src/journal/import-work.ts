import type { Texts } from '../texts/texts.ts';
import { troubleText, unlessDamaged } from './disk-trouble.ts';
import type { ImportOrder, ImportOutcome } from './imports.ts';
import type { Store } from './store.ts';
import type { StoreAccess } from './store-access.ts';

/** What came of an order, and the error if the disk did not work. */
interface CarriedOut {
  readonly outcome: ImportOutcome;
  readonly error?: unknown;
}

/**
 * Carries an order out in a journal's store. It does not throw.
 * @param atMs the wall time
 */
export function carryOut(
  storeAccess: Pick<StoreAccess, 'attemptOrError'>,
  order: ImportOrder,
  atMs: number,
  texts: Texts['journal'],
): CarriedOut {
  const attempt = storeAccess.attemptOrError((store) => inStore(store, order, atMs));
  if ('done' in attempt) return { outcome: attempt.done };
  return { outcome: { kind: 'failed', says: troubleText(attempt.error, texts) }, error: attempt.error };
}

function inStore(store: Store, order: ImportOrder, atMs: number): ImportOutcome {
  const outcome =
    order.kind === 'import' ? store.addImport(order.import, atMs) : store.undoImport(order.meter, order.id);
  // The order is carried out. What is damaged elsewhere is left to the next commit.
  unlessDamaged(() => store.agreeWithCopy('quick'));
  return outcome;
}
