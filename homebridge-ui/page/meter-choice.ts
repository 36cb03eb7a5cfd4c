import { slugOf } from '../../src/config/slug.ts';
import { h, setChildren } from './dom.ts';
import { segmentedChoice } from './elements.ts';
import { metersOf } from './model/config-block.ts';
import type { Page } from './page.ts';

export interface MeterChoice {
  /** Empty while there is only one meter. */
  readonly element: HTMLElement;
  /** The slug of the meter that is chosen. */
  readonly chosen: string;
  /** Asks which meters there are. The chosen one stays as long as it is there. */
  refresh(): Promise<void>;
}

/** The choice of one of the meters that the journal has. @param onChoose is called when the user has chosen another one */
export function meterChoice({ settings, words, ask }: Page, onChoose: () => void): MeterChoice {
  const element = h('div');
  let slugs: readonly string[] = [];
  let chosen = '';
  return {
    element,
    get chosen() {
      return chosen;
    },
    async refresh() {
      const found = await ask('/meters', {}).catch(() => slugs);
      if (found.join() === slugs.join() && chosen !== '') return;
      slugs = found;
      if (!slugs.includes(chosen)) chosen = firstToShow();
      const names = Object.fromEntries(slugs.map((slug) => [slug, nameOf(slug)]));
      setChildren(element, slugs.length > 1 && segmentedChoice(words.texts.curve.meter, names, chosen, choose));
    },
  };

  function choose(slug: string): void {
    chosen = slug;
    onChoose();
  }

  /** The first meter of the settings that the journal knows; otherwise any that the journal knows, or the settings have. */
  function firstToShow(): string {
    const configured = metersOf(settings.block).map(({ name }) => slugOf(name));
    return configured.find((slug) => slugs.includes(slug)) ?? slugs[0] ?? configured[0] ?? '';
  }

  /** A meter that is no longer in the settings has only its slug. */
  function nameOf(slug: string): string {
    return metersOf(settings.block).find(({ name }) => slugOf(name) === slug)?.name ?? slug;
  }
}
