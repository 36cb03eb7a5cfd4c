import type { Status } from '../../src/status/status.ts';
import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import { type MirrorDisplay, mirrorDisplay } from './model/mirror-display.ts';
import type { PageWords } from './model/page-words.ts';

export interface MirrorCard {
  readonly element: HTMLElement;
  /**
   * @param mirror undefined if no InfluxDB is set up
   * @param isInTrouble whether a trouble keeps frames from the database
   */
  show(mirror: Status['mirror'], isInTrouble: boolean, nowMs: number): void;
}

/**
 * The card about the state of sending to InfluxDB. Its button stays the same element, so that it keeps the focus.
 * @param goToInflux the action of the button
 */
export function mirrorCard(words: PageWords, goToInflux: () => void): MirrorCard {
  const texts = words.texts.mirror;
  const body = h('div', { 'aria-live': 'off' });
  const onward = button('', goToInflux, 'link');
  const element = h('section', { class: 'card-flat mirror', hidden: true }, h('h3', {}, texts.title), body, onward);
  return { element, show };

  function show(mirror: Status['mirror'], isInTrouble: boolean, nowMs: number): void {
    onward.textContent = mirror ? texts.test : texts.setUp;
    if (!mirror) {
      setChildren(body, h('p', { class: 'quiet' }, texts.off));
      return;
    }
    const { state, facts, refused } = mirrorDisplay(mirror, isInTrouble, nowMs, words);
    setChildren(
      body,
      state !== undefined && h('p', { class: 'well' }, h('strong', { class: 'sign' }, state)),
      factList(facts),
      ...(refused.length > 0 ? refusedList(refused) : []),
    );
  }

  function refusedList(refused: MirrorDisplay['refused']): readonly HTMLElement[] {
    const lines = refused.map(({ name, value }) => h('li', {}, h('strong', {}, name), ` ${value}`));
    return [h('h4', {}, texts.refusedMeasurements), h('ul', { class: 'refused' }, ...lines)];
  }
}
