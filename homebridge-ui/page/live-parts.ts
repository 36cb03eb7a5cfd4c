import { h } from './dom.ts';
import type { LiveParts } from './live-view.ts';
import { mirrorCard } from './mirror-card.ts';
import type { PageWords } from './model/page-words.ts';
import { registerRows } from './model/register-rows.ts';
import type { ShownMeter, ShownStatus } from './model/shown-status.ts';
import { isMirrorInTrouble } from './model/trouble-places.ts';
import { newsCard } from './news-card.ts';
import { registersView } from './registers-view.ts';

/** The targets of the buttons of *Live*. */
interface GoTo {
  /** Opens the tab of the ports, and listens to the port of a meter. */
  readonly port: (meter: ShownMeter) => void;
  /** Opens the tab of InfluxDB. */
  readonly influx: () => void;
}

/** The parts of *Live* that only the settings page has: the registers of each meter, a card about InfluxDB, and the news. */
export function liveParts(words: PageWords, goTo: GoTo): LiveParts {
  const happened = newsCard(words);
  const mirror = mirrorCard(words, goTo.influx);
  return {
    checkPort: goTo.port,
    registers() {
      const { element, show } = registersView(words);
      return { element, show: (reading) => show(reading ? registerRows(reading, words) : []) };
    },
    below: {
      element: h('div', {}, mirror.element, happened.element),
      show,
      markLost: () => mirror.element.classList.add('is-stale'),
    },
  };

  function show({ status: running, troubles, news, nowMs }: ShownStatus): void {
    happened.show(news);
    mirror.element.hidden = !running;
    mirror.element.classList.remove('is-stale');
    if (running) mirror.show(running.mirror, isMirrorInTrouble(troubles), nowMs);
  }
}
