import { type Ask, failureReason, type ViewProtocol } from './ask.ts';
import type { ShownStatus } from './model/shown-status.ts';
import { isHistoryInTrouble } from './model/trouble-places.ts';

/** How the plugin is, asked again and again for all views of the page. */
export interface StatusFeed {
  /**
   * Calls the listener with each answer from now on, and with the newest at once.
   * @param lost is called where nobody answers, at once if that is so now, with the reason as far as it is known: then what is shown is old
   */
  follow(listener: (answer: ShownStatus) => void, lost?: (reason: string | undefined) => void): void;
  /** Settles once the first question was answered, or was in vain. Views that ask for more wait for it. */
  readonly first: Promise<void>;
  /** Calls the listeners with the newest answer once more. */
  again(): void;
  /** Whether the list says why the history is not there, or not whole: see `isHistoryInTrouble`. */
  readonly isHistoryInTrouble: boolean;
}

/** Asks again and again. */
export type Turns = (refresh: RefreshStatus, lose: () => void) => void;
/** Asks once, and tells whether it was answered. */
type RefreshStatus = () => Promise<boolean>;

export interface FeedParts {
  readonly turns: Turns;
  /** What the views are shown of an answer. */
  shown?(answer: ShownStatus): ShownStatus;
}

/** Asks from the first listener on, for as long as the page is open. */
export function statusFeed(
  ask: Ask<Pick<ViewProtocol, '/status'>>,
  { turns, shown = (all) => all }: FeedParts,
): StatusFeed {
  const listeners: {
    readonly take: (answer: ShownStatus) => void;
    readonly lost: (reason: string | undefined) => void;
  }[] = [];
  let newest: ShownStatus | undefined;
  /** What the views were told since the newest answer. */
  let loss: { readonly reason: string | undefined } | undefined;
  let end = () => {};
  const first = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    first,
    again: tell,
    follow(take, lost = () => {}) {
      listeners.push({ take, lost });
      if (newest) take(shown(newest));
      if (loss) lost(loss.reason);
      if (listeners.length === 1) turns(refresh, () => lose(undefined));
    },
    get isHistoryInTrouble() {
      return isHistoryInTrouble(newest?.troubles ?? []);
    },
  };

  async function refresh(): Promise<boolean> {
    const answer = await ask('/status', {}).catch(failureReason);
    const isAnswered = typeof answer !== 'string';
    if (isAnswered) {
      newest = answer;
      loss = undefined;
      tell();
    } else lose(answer);
    end();
    return isAnswered;
  }

  function tell(): void {
    if (!newest) return;
    const told = shown(newest);
    for (const { take } of listeners) take(told);
  }

  function lose(reason: string | undefined): void {
    loss = { reason };
    for (const { lost } of listeners) lost(reason);
  }
}
