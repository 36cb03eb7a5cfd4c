import type { Dialect } from './dialect.ts';
import { coloured, curves, named, type Panel, property } from './panel.ts';
import type { Texts } from './texts.ts';

const VA = 'voltamp';
/**
 * A number with k for thousands. Grafana draws each unit against an axis of its own, so series in VA and in W would not be
 * to the same scale. Their names have the units.
 */
const VA_AND_W = 'sishort';

/** The curves over the dashboard's range. */
export function power(ask: Dialect, { panels, series, about }: Texts): Panel[] {
  const limit = [property('custom.lineStyle', { fill: 'dash', dash: [8, 8] }), property('custom.fillOpacity', 0)];
  return [
    curves(
      {
        title: panels.powerCurve,
        description: about.active,
        targets: [
          ask.curve('power_va', 'mean', series.meanVA),
          ask.curve('power_va', 'max', series.highestVA),
          ask.curve('inject_va', 'mean', series.injectedVA),
          ask.curve('subscribed_va', 'max', series.subscribedVA),
          ask.curve('power_w', 'mean', series.meanW),
        ],
        unit: VA_AND_W,
        width: 24,
      },
      [
        named(series.highestVA, [property('custom.fillOpacity', 0)]),
        named(series.injectedVA, [property('custom.transform', 'negative-Y'), coloured('green')]),
        named(series.subscribedVA, [...limit, coloured('red')]),
        named(series.meanW, [property('custom.fillOpacity', 0)]),
      ],
    ),
    curves({
      title: panels.currentCurve,
      targets: [ask.curve('current_a', 'max', series.current), ask.phases('current_a', series.phase)],
      unit: 'amp',
      width: 12,
    }),
    curves({
      title: panels.voltageCurve,
      targets: [ask.curve('voltage_v', 'mean', series.voltage), ask.phases('voltage_v', series.phase)],
      unit: 'volt',
      width: 12,
    }),
  ];
}

/** The curves of the phases and of the line, which only some users need. */
export function line(ask: Dialect, { panels, series }: Texts): Panel[] {
  return [
    curves({ title: panels.phaseCurve, targets: [ask.phases('power_va', series.phase)], unit: VA, width: 12 }),
    curves(
      {
        title: panels.lineCurve,
        targets: [ask.curve('refused_groups', 'sum', series.refused), ask.curve('overload', 'max', series.overload)],
        unit: 'short',
        width: 12,
      },
      [named(series.overload, [coloured('red')])],
    ),
  ];
}
