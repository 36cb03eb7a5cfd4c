import { barChart, hueStyle } from './bar-chart.ts';
import { h, setChildren } from './dom.ts';
import { download } from './download.ts';
import { button, factList, readingHint } from './elements.ts';
import type { ShownEnergy } from './energy-requests.ts';
import { energyTable } from './energy-table.ts';
import { type EnergyBars, energyBars } from './model/energy-bars.ts';
import { energyCsv } from './model/energy-csv.ts';
import { energyFacts } from './model/energy-facts.ts';
import { measureOf, type Unit } from './model/energy-measure.ts';
import { type EnergyNote, notesOn } from './model/energy-notes.ts';
import { dateOfPeriod, periodTitle } from './model/energy-period.ts';
import { slotsOf } from './model/energy-slots.ts';
import type { PageWords } from './model/page-words.ts';
import { comparedDaysText, comparisonText } from './model/year-before.ts';

export interface EnergyChartView {
  readonly element: HTMLElement;
  show(shown: ShownEnergy, meter: string, unit: Unit): void;
  focus(): void;
}

/**
 * A period as bars, as names and values, as a table and as a file.
 * @param addHours brings the user to where the hours of the prices of a date are typed; no button without it
 */
export function energyChartView(words: PageWords, addHours?: (date: string) => void): EnergyChartView {
  const texts = words.texts.energy;
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const hint = readingHint(words);
  const chart = barChart((bar) => {
    readout.textContent = bar?.text ?? '';
  });
  const legend = h('p', { class: 'legend' });
  const facts = h('div');
  const notes = h('div', { class: 'notes quiet' });
  // The element around the table is the hidden one, since a table does not keep to the size that it is given.
  const table = h('div', { class: 'only-heard', role: 'region', tabindex: -1 });
  const toggle = button(texts.table, () => showTable(toggle.getAttribute('aria-expanded') !== 'true'));
  let save = () => {};
  showTable(false);
  return {
    element: h(
      'div',
      {},
      ...[
        chart.element,
        legend,
        h('div', { class: 'says' }, readout, h('p', { class: 'summary quiet' }, hint)),
        facts,
        notes,
      ],
      h(
        'p',
        { class: 'buttons' },
        toggle,
        button(texts.csv, () => save()),
      ),
      table,
    ),
    focus: () => chart.element.focus(),
    show(shown, meter, unit) {
      const { period, spans, before } = shown;
      const title = texts.titles[unit](periodTitle(period, words));
      const bars = energyBars(slotsOf(period, words), { spans, before, nowMs: Date.now() }, unit, words);
      chart.show(bars, `${title}. ${hint}`);
      setChildren(legend, ...legendOf(bars));
      setChildren(facts, factList(factsOf(shown, unit)));
      setChildren(notes, ...notesOf(shown, unit).map(noteElement));
      table.setAttribute('aria-label', title);
      setChildren(table, energyTable(bars, title, measureOf(unit, spans, words, before).write, words));
      const name = `${meter.startsWith('linky') ? '' : 'linky-'}${meter}-${period.view}-${dateOfPeriod(period)}.csv`;
      save = () => download(name, energyCsv(spans, words.texts.csv), 'text/csv');
    },
  };

  /** A screen reader has the table at any time. */
  function showTable(isShown: boolean): void {
    toggle.setAttribute('aria-expanded', String(isShown));
    table.className = isShown ? 'table-scroll' : 'only-heard';
    table.tabIndex = isShown ? 0 : -1;
  }

  function legendOf({ bars, legend }: EnergyBars): readonly HTMLElement[] {
    const has = (part: 'given' | 'unseen' | 'imported' | 'before') => bars.some((bar) => bar[part] !== undefined);
    return [
      ...legend.map(({ name, hue }) => h('span', {}, h('i', { style: hueStyle(hue) }), name)),
      ...(has('given') ? [h('span', {}, h('i', { style: hueStyle('given') }), texts.facts.given)] : []),
      ...(has('unseen') ? [h('span', {}, h('i', { class: 'unseen' }), texts.unseenColumn)] : []),
      ...(has('imported') ? [h('span', {}, h('i', { class: 'imported' }), texts.importedColumn)] : []),
      ...(has('before') ? [h('span', {}, h('i', { class: 'before' }), texts.facts.yearBefore)] : []),
    ];
  }

  function factsOf({ whole, compared, bounds }: ShownEnergy, unit: Unit) {
    return energyFacts(whole, compared && comparisonText(compared.spans, unit, words), unit, bounds.today, words);
  }

  function noteElement({ says, needsHours }: EnergyNote): HTMLElement {
    const press = needsHours !== undefined && addHours && button(texts.addHours, () => addHours(needsHours));
    return h('div', {}, h('p', {}, says), press && h('p', {}, press));
  }

  function notesOf(
    { spans, whole, compared, recent, period, bounds: { today } }: ShownEnergy,
    unit: Unit,
  ): readonly EnergyNote[] {
    const { view } = period;
    const isPresent = period.from <= today && today <= period.to;
    const isCompared = compared && comparisonText(compared.spans, unit, words) !== undefined;
    const days = isCompared ? comparedDaysText(compared, view, isPresent, words) : undefined;
    const first = [recent.rescued, days].filter((one) => one !== undefined);
    return [...first.map((says) => ({ says })), ...notesOn({ spans, whole, isPresent }, view, unit, words)];
  }
}
