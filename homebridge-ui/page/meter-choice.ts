import { h, setChildren } from './dom.ts';
import { segmentedChoice } from './elements.ts';
import type { Page } from './page.ts';

export interface MeterChoice {
  /** Empty while there is only one meter. */
  readonly element: HTMLElement;
  /** The slug of the chosen meter. */
  readonly chosen: string;
  /** Requests which meters there are. The chosen one stays as long as it exists. */
  refresh(): Promise<void>;
}

/**
 * The choice of one of the meters in the journal.
 * @param onChoose called when the user has chosen another meter
 */
export function meterChoice({ meters, words, ask }: Page, onChoose: () => void): MeterChoice {
  const element = h('div');
  let slugs: readonly string[] = [];
  /** The names in the choice, as JSON. */
  let drawn = '';
  let chosen = '';
  return {
    element,
    get chosen() {
      return chosen;
    },
    async refresh() {
      const found = await ask('/meters', {}).catch(() => slugs);
      const names = Object.fromEntries(found.map((slug) => [slug, nameOf(slug)]));
      const next = JSON.stringify(names);
      if (next === drawn && chosen !== '') return;
      drawn = next;
      slugs = found;
      if (!slugs.includes(chosen)) chosen = firstToShow();
      setChildren(element, slugs.length > 1 && segmentedChoice(words.texts.curve.meter, names, chosen, choose));
    },
  };

  function choose(slug: string): void {
    chosen = slug;
    onChoose();
  }

  /** The first meter in the settings that the journal knows; otherwise any that the journal knows, or that is in the settings. */
  function firstToShow(): string {
    const configured = meters.all().map(({ slug }) => slug);
    return configured.find((slug) => slugs.includes(slug)) ?? slugs[0] ?? configured[0] ?? '';
  }

  /** A meter that is no longer in the settings has only its slug. */
  function nameOf(slug: string): string {
    return meters.all().find((meter) => meter.slug === slug)?.name ?? slug;
  }
}
