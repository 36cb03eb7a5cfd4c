import type { Curve, CurveSpan } from '../../src/ui/protocol.ts';
import { type CurveChart, curveChart } from './curve-chart.ts';
import { h, put } from './dom.ts';
import { segments } from './elements.ts';
import { curveReadout, curveSummary, isCurveEmpty } from './model/curve-words.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

export interface HistoryView {
  readonly element: HTMLElement;
  /** @param meter a slug */
  show(meter: string): Promise<void>;
}

/** The power of the last hour, day or week, as a curve and in a sentence. */
export function curveView({ words, ask }: Page): HistoryView {
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
  const figure = h('figure', { tabindex: 0, 'aria-label': `${texts.title}. ${texts.keys}` }, canvas);
  let span: CurveSpan = 'day';
  let meter = '';
  let chart: CurveChart | undefined;
  /** What is drawn: the meter, the span and the data. */
  let drawn = { of: '', curve: '' };
  let shown: Curve | undefined;
  const choice = segments(texts.span, texts.spans, span, (chosen) => {
    span = chosen;
    void show(meter);
  });
  figure.addEventListener('keydown', (event) => {
    if (chart?.step(event.key)) event.preventDefault();
  });
  return {
    element: h(
      'section',
      { class: 'card-flat curve' },
      h('header', {}, h('h3', {}, texts.title), choice),
      figure,
      legend,
      h('div', { class: 'says' }, readout, summary),
    ),
    show,
  };

  async function show(slug: string): Promise<void> {
    meter = slug;
    const [wanted, wantedSpan] = [slug, span];
    const curve = await ask('/curve', { meter: slug, span }).catch(failureReason);
    if (wanted !== meter || wantedSpan !== span) return;
    const now = { of: `${slug} ${span}`, curve: JSON.stringify(curve) };
    if (now.of === drawn.of && now.curve === drawn.curve) return;
    const isDrawn = typeof curve !== 'string' && !isCurveEmpty(curve);
    figure.hidden = legend.hidden = !isDrawn;
    if (typeof curve === 'string') summary.textContent = `${texts.unreadable} ${curve}`;
    else summary.textContent = isDrawn ? curveSummary(curve, span, words) : texts.empty;
    shown = typeof curve !== 'string' && isDrawn ? curve : undefined;
    draw(now.of === drawn.of);
    drawn = now;
  }

  /** @param isSame the meter and the span: who reads the chart goes on from where they are */
  function draw(isSame: boolean): void {
    if (shown && chart && isSame) {
      chart.update(shown);
      return;
    }
    chart?.destroy();
    put(readout);
    chart = shown && curveChart(canvas, shown, span, words, read);
  }

  function read(index: number | undefined): void {
    readout.textContent = (shown && index !== undefined && curveReadout(shown, index, span, words)) || '';
  }
}
