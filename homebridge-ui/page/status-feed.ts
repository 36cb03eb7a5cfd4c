import type { StatusAnswer } from '../../src/ui/protocol.ts';
import { every } from './every.ts';
import { isHistoryInTrouble } from './model/trouble-places.ts';
import { type Ask, failureReason } from './server-requests.ts';

/** How the plugin is, asked every two seconds for all views of the page. */
export interface StatusFeed {
  /**
   * Calls the listener with each answer from now on, and with the newest at once.
   * @param lost is called with the reason where Homebridge does not answer
   */
  follow(listener: (answer: StatusAnswer) => void, lost?: (reason: string) => void): void;
  /** Settles once the first question was answered, or was in vain. Views that ask for more wait for it. */
  readonly first: Promise<void>;
  /** Calls the listeners with the newest answer once more. */
  again(): void;
  /** Whether the list says why the history is not there, or not whole: see `isHistoryInTrouble`. */
  readonly isHistoryInTrouble: boolean;
}

const EVERY_MS = 2000;

/** Asks from the first listener on, for as long as the page is open. */
export function statusFeed(ask: Ask): StatusFeed {
  const listeners: { readonly take: (answer: StatusAnswer) => void; readonly lost: (reason: string) => void }[] = [];
  let newest: StatusAnswer | undefined;
  let end = () => {};
  const first = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    first,
    again: tell,
    follow(take, lost = () => {}) {
      listeners.push({ take, lost });
      if (newest) take(newest);
      if (listeners.length === 1) every(EVERY_MS, refresh);
    },
    get isHistoryInTrouble() {
      return isHistoryInTrouble(newest?.troubles ?? []);
    },
  };

  async function refresh(): Promise<void> {
    const answer = await ask('/status', {}).catch(failureReason);
    if (typeof answer === 'string') for (const { lost } of listeners) lost(answer);
    else {
      newest = answer;
      tell();
    }
    end();
  }

  function tell(): void {
    if (newest) for (const { take } of listeners) take(newest);
  }
}
