import type { CurveSpan, RecentPower } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import type { CurveChart } from './curve-chart.ts';
import { h, setChildren } from './dom.ts';
import { readingHint, segmentedChoice } from './elements.ts';
import { curveReadout, curveSummary, isCurveEmpty } from './model/curve-words.ts';
import { openPart } from './opened-part.ts';
import type { Page } from './page.ts';
import { PARTS } from './parts.ts';

/** A chart of one meter's data in the journal. */
export interface MeterChartView {
  readonly element: HTMLElement;
  /**
   * Loads and draws the chart of a meter.
   * @param meter its slug
   */
  show(meter: string): Promise<void>;
}

/** The power of the last hour, day or week, as a curve and as a sentence. */
export function curveView({ words, ask, status }: Page): MeterChartView {
  const texts = words.texts.curve;
  const canvas = h('div', { class: 'canvas' });
  const summary = h('p', { class: 'summary' }, texts.loading);
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const legend = h(
    'p',
    { class: 'legend' },
    h('span', { class: 'mean' }, texts.mean),
    h('span', { class: 'band' }, texts.band),
  );
  const figure = h('figure', { tabindex: 0, 'aria-label': `${texts.title}. ${readingHint(words)}` }, canvas);
  let span: CurveSpan = 'day';
  let meter = '';
  let chart: CurveChart | undefined;
  /** Destroys the chart, or stops waiting for its code. */
  let leaveChart: (() => void) | undefined;
  /** What the chart shows at present: its subject (meter and span), and the answer as JSON. */
  let drawn = { subject: '', answer: '' };
  let shown: RecentPower | undefined;
  const choice = segmentedChoice(texts.span, texts.spans, span, (chosen) => {
    span = chosen;
    void show(meter);
  });
  figure.addEventListener('keydown', (event) => {
    if (chart?.moveByKey(event.key)) event.preventDefault();
  });
  const element = h(
    'section',
    { class: 'card-flat curve' },
    h('header', {}, h('h3', {}, texts.title), choice),
    figure,
    legend,
    h('div', { class: 'says' }, readout, summary),
  );
  return { element, show };

  async function show(slug: string): Promise<void> {
    meter = slug;
    const askedSpan = span;
    const curve = await ask('/curve', { meter: slug, span }).catch(failureReason);
    // Another meter or span was chosen meanwhile.
    if (slug !== meter || askedSpan !== span) return;
    const next = { subject: `${slug} ${span}`, answer: JSON.stringify(curve) };
    const isDrawn = typeof curve !== 'string' && !isCurveEmpty(curve);
    // The list of troubles explains why there is nothing to show.
    element.hidden = !isDrawn && status.isHistoryInTrouble;
    const isSame = next.subject === drawn.subject && next.answer === drawn.answer;
    // The chart's code, which could not be loaded before, has been loaded at idle since.
    const isChartLate = shown !== undefined && chart === undefined && PARTS.chart.loaded !== undefined;
    if (isSame && !isChartLate) return;
    figure.hidden = legend.hidden = !isDrawn;
    if (typeof curve === 'string') summary.textContent = `${texts.unreadable} ${curve}`;
    else summary.textContent = isDrawn ? curveSummary(curve, span, words) : texts.empty;
    shown = typeof curve !== 'string' && isDrawn ? curve : undefined;
    draw(next.subject === drawn.subject);
    drawn = next;
  }

  /** @param isSameSubject if so, the chart is updated in place, so that its cursor stays */
  function draw(isSameSubject: boolean): void {
    if (shown && chart && isSameSubject) {
      chart.update(shown);
      return;
    }
    leaveChart?.();
    leaveChart = undefined;
    setChildren(readout);
    const curve = shown;
    if (!curve) return;
    leaveChart = openPart(canvas, PARTS.chart, words, (curveChart) => {
      setChildren(canvas);
      const made = curveChart(canvas, curve, span, words, readOut);
      chart = made;
      return () => {
        chart = undefined;
        made.destroy();
      };
    });
  }

  function readOut(index: number | undefined): void {
    readout.textContent = (shown && index !== undefined && curveReadout(shown, index, span, words)) || '';
  }
}
