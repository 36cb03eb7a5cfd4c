import {
  type Dialect,
  OFF_PEAK_NOW,
  priceOf,
  type Query,
  type Span,
  SUBSCRIPTION_AN_HOUR,
  TIME_ZONE,
} from './dialect.ts';
import { BILLED, TARIFFS } from './tariff.ts';

const HERE = `"meter" = '$meter' AND $timeFilter`;
const LINKY = `FROM "linky" WHERE ${HERE}`;
const LOCAL = `tz('${TIME_ZONE}')`;
const IS_BILLED = `"register" =~ /^(${BILLED})$/`;

/** For InfluxDB 1.x, 2.x with a mapping, and 3.x. */
export const influxql: Dialect = {
  name: 'influxql',
  plugin: { id: 'influxdb', name: 'InfluxDB' },
  meters: { query: 'SHOW TAG VALUES FROM "linky" WITH KEY = "meter"' },

  number: (field, how, name) => query(`SELECT ${how}("${field}") ${LINKY}`, name),
  curve: (field, how, name) => query(`SELECT ${how}("${field}") ${LINKY} GROUP BY time($__interval) fill(null)`, name),
  phases: (field, name) =>
    query(
      `SELECT mean("${field}") FROM "linky_phase" WHERE ${HERE} GROUP BY time($__interval), "phase" fill(null)`,
      `${name} $tag_phase`,
    ),
  indexes: () =>
    query(
      `SELECT last("wh") / 1000 FROM "linky_energy" WHERE "register" =~ /^(${BILLED}|total|injected)$/ AND "wh" > 0 AND ${HERE} GROUP BY "register"`,
      '$tag_register',
    ),
  energy: (register, span, name) =>
    query(`SELECT sum("wh") FROM ${used('wh', `"register" = '${register}'`)} ${grouped(span)}`, name),
  energyByTariff: (span) =>
    query(
      `SELECT sum("wh") FROM ${used('wh', IS_BILLED)} WHERE "wh" > 0 ${grouped(span, 'register')}`,
      '$tag_register',
    ),
  offPeakShare: (name) =>
    query(
      `SELECT "share" FROM (SELECT 100 * sum("off_peak") / sum("all") AS "share" FROM ${used('off_peak', `"register" =~ /^(${OFF_PEAK_NOW})$/`)}, ${used('all', IS_BILLED)}) WHERE "share" < 100`,
      name,
    ),
  costs: (span, { subscription, sold }) => [
    ...TARIFFS.map(({ register }) => cost(register, `${priceOf(register)} / 1000`, span, register)),
    query(
      `SELECT sum("fee") FROM (SELECT 0 * count("refused_groups") + ${SUBSCRIPTION_AN_HOUR} AS "fee" ${LINKY} GROUP BY time(1h) fill(none)) ${grouped(span)}`,
      subscription,
    ),
    cost('injected', `${priceOf('injected')} / -1000`, span, sold),
  ],
  // InfluxQL has no function for the hour of the day. So a day is divided into four quarters, the first of which is the
  // night. -1 stands for a quarter without frames.
  baseLoad: (name) =>
    query(
      `SELECT "va" FROM (SELECT first("va") AS "va" FROM (SELECT min("va") AS "va" FROM (SELECT mean("power_va") AS "va" ${LINKY} GROUP BY time(30m) fill(none)) WHERE $timeFilter GROUP BY time(6h) fill(-1) ${LOCAL}) WHERE $timeFilter GROUP BY time(1d) fill(none) ${LOCAL}) WHERE "va" >= 0`,
      name,
    ),
  tariff: () => info('tariff'),
  contract: () => info('contract'),
  lastFrame: () => query(`SELECT last("refused_groups") ${LINKY}`, 'refused_groups'),
};

function query(influxQl: string, alias: string): Query {
  return { query: influxQl, rawQuery: true, resultFormat: 'time_series', alias };
}

/**
 * By how much indexes grew in each ten minutes. Where an index falls, as at a replacement of the meter, only ten
 * minutes are lost. The difference also reads the ten minutes before the range, so that the first step is complete.
 */
function used(as: string, which: string): string {
  return `(SELECT non_negative_difference(last("wh")) AS "${as}" FROM "linky_energy" WHERE ${which} AND ${HERE} GROUP BY time(10m), "register" fill(none))`;
}

function grouped(span: Span, tag?: string): string {
  const tags = tag === undefined ? [] : [`"${tag}"`];
  if (span === 'range') return tags.length === 0 ? '' : `GROUP BY ${tags}`;
  return `GROUP BY ${['time(1d)', ...tags].join(', ')} fill(none) ${LOCAL}`;
}

function cost(register: string, factor: string, span: Span, name: string): Query {
  const wh = used('wh', `"register" = '${register}'`);
  return query(`SELECT sum("wh") * ${factor} FROM ${wh} WHERE "wh" > 0 ${grouped(span)}`, name);
}

function info(field: 'contract' | 'tariff'): Query {
  return query(`SELECT last("${field}") FROM "linky_info" WHERE ${HERE}`, field);
}
