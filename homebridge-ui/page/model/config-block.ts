/** A block of `config.json`, or a part of it: whatever it holds, known or not, is carried along. */
export type ConfigBlock = { readonly [key: string]: unknown };
export type TileName = 'power' | 'current' | 'injection';
export type InfluxVersion = '1' | '2';

/** What the schema has for a meter that says nothing of it. */
const DEFAULTS = { name: 'Linky', mode: 'auto', tiles: ['power', 'current'] } as const;
/** What makes an InfluxDB wanted: without an address, none of them may stay. */
const INFLUX_WANTED = ['url', 'token', 'org', 'username', 'password'];

/** A meter of the settings, with the defaults of what is not said. */
export interface MeterSettings {
  readonly name: string;
  readonly port: string;
  readonly mode: 'auto' | 'historique' | 'standard';
  readonly tiles: readonly string[];
}

/** The meters of a block; those that nobody has given a port are told with an empty one. */
export function metersOf(block: ConfigBlock): readonly MeterSettings[] {
  return listOf(block['meters']).map((meter) => ({
    name: textOrEmpty(meter['name']) || DEFAULTS.name,
    port: textOrEmpty(meter['port']),
    mode: meter['mode'] === 'historique' || meter['mode'] === 'standard' ? meter['mode'] : DEFAULTS.mode,
    tiles: Array.isArray(meter['tiles']) ? meter['tiles'].map(String) : DEFAULTS.tiles,
  }));
}

/** Whether a meter was given a port: before that, there is nothing to show. */
export function isSetUp(block: ConfigBlock): boolean {
  return metersOf(block).some(({ port }) => port !== '');
}

/** The block with one field of a meter changed; a meter that is not there yet is added. */
export function withMeter(
  block: ConfigBlock,
  index: number,
  field: 'name' | 'port' | 'tiles',
  value: unknown,
): ConfigBlock {
  const meters: unknown[] = Array.isArray(block['meters']) ? [...block['meters']] : [];
  meters[index] = { ...groupOf(meters[index]), [field]: value };
  return { ...block, meters };
}

export function influxOf(block: ConfigBlock): ConfigBlock {
  return groupOf(block['influx']);
}

/** Which InfluxDB the settings want; undefined when none. */
export function influxVersionOf(influx: ConfigBlock): InfluxVersion | undefined {
  if (!INFLUX_WANTED.some((field) => textOrEmpty(influx[field]) !== '')) return undefined;
  return influx['version'] === '1' ? '1' : '2';
}

export function withInflux(block: ConfigBlock, fields: ConfigBlock): ConfigBlock {
  return { ...block, influx: { ...influxOf(block), ...fields } };
}

/** The block without what makes an InfluxDB wanted, and which one it is. The rest of its settings stays as it is. */
export function withoutInflux(block: ConfigBlock): ConfigBlock {
  if (block['influx'] === undefined) return block;
  const kept = Object.entries(influxOf(block)).filter(
    ([field]) => field !== 'version' && !INFLUX_WANTED.includes(field),
  );
  return { ...block, influx: Object.fromEntries(kept) };
}

/**
 * The block as Homebridge's page takes it, which lays it over the one that it has: what is gone from it must be told.
 * @param before every key that it ever had
 */
export function overlayOf(block: ConfigBlock, before: Iterable<string>): ConfigBlock {
  return { ...Object.fromEntries(Array.from(before, (key) => [key, undefined])), ...block };
}

export function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly ConfigBlock[] {
  return Array.isArray(value) ? value.map(groupOf) : [];
}

function groupOf(value: unknown): ConfigBlock {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ConfigBlock) : {};
}
