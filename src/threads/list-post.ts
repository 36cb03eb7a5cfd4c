import type { Clock } from '../clock.ts';
import type { Trouble } from '../trouble.ts';
import type { TroubleList } from '../trouble-list.ts';
import type { News } from '../trouble-news.ts';

/** What is wrong at present, and what happened, for a thread that tells others of it. */
export interface ListMessage {
  readonly kind: 'list';
  readonly troubles: readonly Trouble[];
  readonly news: readonly News[];
}

/** The way of the list of what is wrong from Homebridge's thread to another one, which is given it at each change. */
export interface ListPost {
  /** Posts it: all that is asked for and changes within a turn goes in one message. */
  post(): void;
  /** Posts it where the wall clock was set: since when a trouble stands has another wall time now. */
  postIfClockWasSet(): void;
}

/** A clock that is slewed goes on by less at a time. */
const LEAST_STEP_MS = 1_000;

export function createListPost(
  troubles: Pick<TroubleList, 'standing' | 'news' | 'listen'>,
  clock: Pick<Clock, 'now' | 'wall'>,
  send: (message: ListMessage) => void,
): ListPost {
  const originMs = () => clock.wall() - clock.now();
  /** The wall time at which the monotonic clock was 0, as the list that the thread has was dated. */
  let postedOriginMs = originMs();
  let isDue = false;
  troubles.listen(post);
  return {
    post,
    postIfClockWasSet() {
      if (Math.abs(originMs() - postedOriginMs) > LEAST_STEP_MS) post();
    },
  };

  function post(): void {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      postedOriginMs = originMs();
      send({ kind: 'list', troubles: troubles.standing, news: troubles.news });
    });
  }
}
