/** A block of `config.json`, or a part of one. Fields that the page does not know are kept as they are. */
export type ConfigBlock = { readonly [key: string]: unknown };
export type TileName = 'power' | 'current' | 'injection';
export type InfluxVersion = '1' | '2';

/** The schema's defaults for the fields that a meter leaves out. */
const DEFAULTS = { name: 'Linky', mode: 'auto', baudRate: 'auto', tiles: ['power', 'current'] } as const;
/** The plugin sends to InfluxDB as soon as one of these fields is set, so all of them must be removed if the user wants none. */
const INFLUX_FIELDS = ['url', 'token', 'org', 'username', 'password'];

/** A meter in the settings, with defaults for fields that are left out. */
export interface MeterSettings {
  readonly name: string;
  readonly port: string;
  readonly mode: 'auto' | 'historique' | 'standard';
  readonly baudRate: 'auto' | 1200 | 9600;
  readonly tiles: readonly string[];
}

/** The meters of a block. A meter without a port has the port `''`. */
export function metersOf(block: ConfigBlock): readonly MeterSettings[] {
  return listOf(block['meters']).map((meter) => ({
    name: textOrEmpty(meter['name']) || DEFAULTS.name,
    port: textOrEmpty(meter['port']),
    mode: meter['mode'] === 'historique' || meter['mode'] === 'standard' ? meter['mode'] : DEFAULTS.mode,
    // The form saves a speed as a text; in a file it may be a number.
    baudRate: ([1200, 9600] as const).find((speed) => String(meter['baudRate']) === String(speed)) ?? DEFAULTS.baudRate,
    tiles: Array.isArray(meter['tiles']) ? meter['tiles'].map(String) : DEFAULTS.tiles,
  }));
}

/** Whether any meter has a port. Before that, the page shows the guide. */
export function isSetUp(block: ConfigBlock): boolean {
  return metersOf(block).some(({ port }) => port !== '');
}

/** The block with one field of a meter changed. A meter that is not in the block yet is added. */
export function withMeter(
  block: ConfigBlock,
  index: number,
  field: 'name' | 'port' | 'tiles' | 'prices',
  value: unknown,
): ConfigBlock {
  const meters: unknown[] = Array.isArray(block['meters']) ? [...block['meters']] : [];
  meters[index] = { ...groupOf(meters[index]), [field]: value };
  return { ...block, meters };
}

/** The prices of a meter in the settings that are being edited, for the plugin's server. */
export function pricesTyped(block: ConfigBlock, meter: number): unknown {
  return listOf(block['meters'])[meter]?.['prices'];
}

/** The settings of InfluxDB; empty if the block has none. */
export function influxOf(block: ConfigBlock): ConfigBlock {
  return groupOf(block['influx']);
}

/** The version of InfluxDB that is configured; undefined if there is none. */
export function influxVersionOf(influx: ConfigBlock): InfluxVersion | undefined {
  if (!INFLUX_FIELDS.some((field) => textOrEmpty(influx[field]) !== '')) return undefined;
  return influx['version'] === '1' ? '1' : '2';
}

/** The block with some fields of InfluxDB changed. */
export function withInflux(block: ConfigBlock, fields: ConfigBlock): ConfigBlock {
  return { ...block, influx: { ...influxOf(block), ...fields } };
}

/** The block without any field that turns InfluxDB on, and without its version. Its other fields stay. */
export function withoutInflux(block: ConfigBlock): ConfigBlock {
  if (block['influx'] === undefined) return block;
  const kept = Object.entries(influxOf(block)).filter(
    ([field]) => field !== 'version' && !INFLUX_FIELDS.includes(field),
  );
  return { ...block, influx: Object.fromEntries(kept) };
}

/**
 * The block in the form that Homebridge's page needs. That page copies the block's keys over those that it has, so a key that was removed
 * must be present as undefined.
 * @param before all keys that the block has had since it was loaded
 */
export function overlayOf(block: ConfigBlock, before: Iterable<string>): ConfigBlock {
  return { ...Object.fromEntries(Array.from(before, (key) => [key, undefined])), ...block };
}

/** The value if it is a string, otherwise `''`. */
export function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly ConfigBlock[] {
  return Array.isArray(value) ? value.map(groupOf) : [];
}

/** The value if it is a group of fields, otherwise an empty one. */
export function groupOf(value: unknown): ConfigBlock {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ConfigBlock) : {};
}
