import { type Ask, failureReason, type ViewProtocol } from './ask.ts';
import type { ShownStatus } from './model/shown-status.ts';
import { isHistoryInTrouble } from './model/trouble-places.ts';

/** The plugin's status, requested repeatedly for all views of the page. */
export interface StatusFeed {
  /**
   * Calls the listener with each answer from now on, and at once with the newest one.
   * @param lost called when there is no answer (at once if that is so now), with the reason if it is known; what is shown is then old
   */
  follow(listener: (answer: ShownStatus) => void, lost?: (reason: string | undefined) => void): void;
  /** Settles once the first request was answered or has failed. Views that request more wait for it. */
  readonly first: Promise<void>;
  /** Calls the listeners with the newest answer once more. */
  again(): void;
  /** Whether the list of troubles explains why the history is missing or incomplete: see `isHistoryInTrouble`. */
  readonly isHistoryInTrouble: boolean;
}

/** Determines when the status is requested. */
export type Turns = (refresh: RefreshStatus, lose: () => void) => void;
/** Requests the status once, and resolves to whether it was answered. */
type RefreshStatus = () => Promise<boolean>;

export interface FeedParts {
  readonly turns: Turns;
  /** Changes an answer before the views get it. */
  shown?(answer: ShownStatus): ShownStatus;
}

/** Starts with the first listener, and continues for as long as the page is open. */
export function statusFeed(
  ask: Ask<Pick<ViewProtocol, '/status'>>,
  { turns, shown = (all) => all }: FeedParts,
): StatusFeed {
  const listeners: {
    readonly take: (answer: ShownStatus) => void;
    readonly lost: (reason: string | undefined) => void;
  }[] = [];
  let newest: ShownStatus | undefined;
  /** Set if the views were notified of a loss since the newest answer. */
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
