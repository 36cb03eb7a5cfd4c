import { h } from './dom.ts';
import { field } from './elements.ts';
import { metersOf, type TileName, withMeter } from './model/config-block.ts';
import type { SettingsPage } from './settings-page.ts';

const TILES: readonly TileName[] = ['power', 'current', 'injection'];

/**
 * Asks for the name of a meter, and for its tiles in Apple Home.
 * @param index which meter of the settings
 */
export function appleHomeView({ settings, words }: SettingsPage, index: number): HTMLElement {
  const texts = words.texts.home;
  const { name, tiles } = metersOf(settings.block)[index] ?? { name: '', tiles: [] as string[] };
  const boxes = TILES.map((tile) =>
    h('input', {
      type: 'checkbox',
      class: 'form-check-input',
      value: tile,
      checked: tiles.includes(tile),
      change: saveTiles,
    }),
  );
  return h(
    'section',
    { class: 'home' },
    field(
      texts.name,
      name,
      (typed) => settings.edit((block) => withMeter(block, index, 'name', typed.trim())),
      {},
      texts.nameHint,
    ),
    h(
      'fieldset',
      { class: 'choices' },
      h('legend', {}, texts.legend),
      ...boxes.map((box) =>
        h(
          'div',
          { class: 'choice' },
          h('label', {}, box, h('span', { class: 'title' }, texts.tiles[box.value as TileName])),
        ),
      ),
      h('small', {}, texts.hint),
    ),
  );

  function saveTiles(): void {
    const shown = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    settings.edit((block) => withMeter(block, index, 'tiles', shown));
  }
}
