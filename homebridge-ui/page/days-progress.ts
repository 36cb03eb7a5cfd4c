import { h } from './dom.ts';
import type { PageWords } from './model/page-words.ts';

/** How far the plugin is with making days of what a journal of an earlier version holds. It is hidden while there is nothing to do. */
export function daysProgress({ texts: { energy }, percent }: PageWords): {
  readonly element: HTMLElement;
  /** @param share from 0 to 1; undefined when there is nothing to do */
  show(share: number | undefined): void;
} {
  const bar = h('progress', { max: 1, 'aria-label': energy.makingDaysLabel });
  const says = h('span', {});
  const element = h('p', { class: 'days-progress quiet', hidden: true }, says, bar);
  return {
    element,
    show(share) {
      element.hidden = share === undefined;
      bar.value = share ?? 0;
      says.textContent = share === undefined ? '' : energy.makingDays(percent(share));
    },
  };
}
