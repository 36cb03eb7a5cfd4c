import {
  type Dialect,
  KNOWN_REGISTERS,
  priceOf,
  type Query,
  type Span,
  SUBSCRIPTION_AN_HOUR,
  TIME_ZONE,
} from './dialect.ts';
import {
  HISTORIQUE,
  NAMED,
  OFF_PEAK_IN_HISTORIQUE,
  OTHER,
  OWN_PERIODS,
  PERIODS,
  STANDARD,
  UNKNOWN,
} from './periods.ts';

const HERE = `"meter" = '$meter' AND $timeFilter`;
const LINKY = `FROM "linky" WHERE ${HERE}`;
const LOCAL = `tz('${TIME_ZONE}')`;
const IS_HISTORIQUE = isOneOf(HISTORIQUE);
const IS_STANDARD = isOneOf(STANDARD.join('|'));
/** A register of standard mode whose period is not known. */
const IS_UNKNOWN = `${IS_STANDARD} AND "register" !~ /^(${KNOWN_REGISTERS})$/`;
const IS_NAMED = `"period" =~ /^(${NAMED})$/`;
const IS_OTHER = `"period" !~ /^(${[NAMED, ...OWN_PERIODS.map(({ key }) => `\${${key}:regex}`)].join('|')})$/`;

/** For InfluxDB 1.x, 2.x with a mapping, and 3.x. */
export const influxql: Dialect = {
  name: 'influxql',
  plugin: { id: 'influxdb', name: 'InfluxDB' },
  meters: { query: 'SHOW TAG VALUES FROM "linky" WITH KEY = "meter"' },

  known: {
    query: `SHOW TAG VALUES FROM "linky_register" WITH KEY = "register" WHERE "meter" = '$meter' AND ${IS_STANDARD}`,
  },

  number: (field, how, name) => query(`SELECT ${how}("${field}") ${LINKY}`, name),
  curve: (field, how, name) => query(`SELECT ${how}("${field}") ${LINKY} GROUP BY time($__interval) fill(null)`, name),
  phases: (field, name) =>
    query(
      `SELECT mean("${field}") FROM "linky_phase" WHERE ${HERE} GROUP BY time($__interval), "phase" fill(null)`,
      `${name} $tag_phase`,
    ),
  indexes: () => [
    query(
      `SELECT last("wh") / 1000 FROM "linky_energy" WHERE (${isOneOf(`${HISTORIQUE}|total|injected`)} OR (${IS_UNKNOWN})) AND "wh" > 0 AND ${HERE} GROUP BY "register"`,
      '$tag_register',
    ),
    query(
      `SELECT last("wh") / 1000 FROM "linky_register" WHERE ${IS_STANDARD} AND "wh" > 0 AND ${HERE} GROUP BY "period"`,
      '$tag_period',
    ),
  ],
  energy: (register, span, name) =>
    query(`SELECT sum("wh") FROM ${used(`"register" = '${register}'`)} ${grouped(span)}`, name),
  energyByPeriod: (span) => [
    moved(used(`(${IS_HISTORIQUE} OR (${IS_UNKNOWN}))`), span, 'register'),
    moved(usedAs(IS_NAMED), span, 'period'),
    ...OWN_PERIODS.map(({ key }) => query(sumOf(usedAs(isOwn(key)), span), key)),
    query(sumOf(usedAs(IS_OTHER), span), OTHER),
  ],
  energyByIndex: (span) => moved(used(IS_STANDARD), span, 'register'),
  offPeakShare: (name) => [
    query(shareOf(used(isOneOf(OFF_PEAK_IN_HISTORIQUE)), used(IS_HISTORIQUE)), name),
    query(shareOf(usedAs(`"off_peak" = 'yes'`), usedAs('"period" =~ /./')), name),
  ],
  costs: (span, { subscription, sold }) => {
    const cost = (from: string, key: string, name: string) =>
      query(sumOf(from, span, ` * ${priceOf(key)} / 1000`), name);
    return [
      ...PERIODS.map(({ register }) => cost(used(`"register" = '${register}'`), register, register)),
      ...PERIODS.map(({ name, register }) => cost(usedAs(`"period" = '${name}'`), register, name)),
      ...OWN_PERIODS.map(({ key }) => cost(usedAs(isOwn(key)), key, key)),
      cost(usedAs(IS_OTHER), OTHER, OTHER),
      cost(used(IS_UNKNOWN), OTHER, UNKNOWN),
      query(
        `SELECT sum("fee") FROM (SELECT 0 * count("refused_groups") + ${SUBSCRIPTION_AN_HOUR} AS "fee" ${LINKY} GROUP BY time(1h) fill(none)) ${grouped(span)}`,
        subscription,
      ),
      query(sumOf(used(`"register" = 'injected'`), span, ` * ${priceOf('injected')} / -1000`), sold),
    ];
  },
  // InfluxQL has no function for the hour of the day. So a day is divided into four quarters, the first of which is the
  // night. -1 stands for a quarter without frames.
  baseLoad: (name) =>
    query(
      `SELECT "va" FROM (SELECT first("va") AS "va" FROM (SELECT min("va") AS "va" FROM (SELECT mean("power_va") AS "va" ${LINKY} GROUP BY time(30m) fill(none)) WHERE $timeFilter GROUP BY time(6h) fill(-1) ${LOCAL}) WHERE $timeFilter GROUP BY time(1d) fill(none) ${LOCAL}) WHERE "va" >= 0`,
      name,
    ),
  tariff: () => info('tariff'),
  contract: () => info('contract'),
  offPeakHours: (day) => info(day === 'today' ? 'off_peak' : 'off_peak_tomorrow'),
  lastFrame: () => query(`SELECT last("refused_groups") ${LINKY}`, 'refused_groups'),
};

function query(influxQl: string, alias: string): Query {
  return { query: influxQl, rawQuery: true, resultFormat: 'time_series', alias };
}

/** By how much indexes grew in each ten minutes, whatever they count. */
function used(which: string): string {
  return differences('linky_energy', which, '"register"');
}

/** By how much the indexes of standard mode grew by the periods that they counted, as far as these were known. */
function usedAs(which: string): string {
  return differences('linky_register', `${IS_STANDARD} AND ${which}`, '"register", "period"');
}

/**
 * Where an index falls, as at a replacement of the meter, only ten minutes are lost. The difference also reads the ten minutes
 * before the range, so that the first step is complete.
 */
function differences(from: string, which: string, tags: string): string {
  return `(SELECT non_negative_difference(last("wh")) AS "wh" FROM "${from}" WHERE ${which} AND ${HERE} GROUP BY time(10m), ${tags} fill(none))`;
}

function moved(from: string, span: Span, tag: 'register' | 'period'): Query {
  return query(`SELECT sum("wh") FROM ${from} WHERE "wh" > 0 ${grouped(span, tag)}`, `$tag_${tag}`);
}

function sumOf(from: string, span: Span, factor = ''): string {
  return `SELECT sum("wh")${factor} FROM ${from} WHERE "wh" > 0 ${grouped(span)}`;
}

function shareOf(part: string, all: string): string {
  const sums = `(SELECT "wh" AS "part" FROM ${part}), (SELECT "wh" AS "all" FROM ${all})`;
  return `SELECT "share" FROM (SELECT 100 * sum("part") / sum("all") AS "share" FROM ${sums}) WHERE "share" < 100`;
}

function grouped(span: Span, tag?: string): string {
  const tags = tag === undefined ? [] : [`"${tag}"`];
  if (span === 'range') return tags.length === 0 ? '' : `GROUP BY ${tags}`;
  return `GROUP BY ${['time(1d)', ...tags].join(', ')} fill(none) ${LOCAL}`;
}

/** Whether a point is of the period whose name the user has typed. It may have any characters. */
function isOwn(key: string): string {
  return `"period" =~ /^\${${key}:regex}$/`;
}

function isOneOf(registers: string): string {
  return `"register" =~ /^(${registers})$/`;
}

/** The text of the last point. Nothing where that point does not have it, though one before it may. */
function info(field: 'contract' | 'tariff' | 'off_peak' | 'off_peak_tomorrow'): Query {
  return query(`SELECT last("${field}") FROM (SELECT last("mode"), "${field}" FROM "linky_info" WHERE ${HERE})`, field);
}
