import type { Clock } from '../base/clock.ts';
import type { TroubleList } from '../trouble/list.ts';
import type { News } from '../trouble/news.ts';
import type { Trouble } from '../trouble/trouble.ts';

/** The present troubles and the news, for a thread that passes them on. */
export interface ListMessage {
  readonly kind: 'list';
  readonly troubles: readonly Trouble[];
  readonly news: readonly News[];
}

/** Sends the list of troubles from Homebridge's thread to another one, at each change. */
export interface ListPost {
  /** Posts it: all requests and changes within a turn of the event loop go into one message. */
  post(): void;
  /** Posts it if the wall clock was set: the wall time since when a trouble stands has changed. */
  postIfClockWasSet(): void;
}

/** A clock that is slewed changes by less than this at a time. */
const LEAST_STEP_MS = 1_000;

export function createListPost(
  troubles: Pick<TroubleList, 'standing' | 'news' | 'listen'>,
  clock: Pick<Clock, 'now' | 'wall'>,
  send: (message: ListMessage) => void,
): ListPost {
  const originMs = () => clock.wall() - clock.now();
  /** The wall time at which the monotonic clock was 0, by which the last posted list was dated. */
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
