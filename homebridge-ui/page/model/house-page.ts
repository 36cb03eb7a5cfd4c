import type { HouseAddresses } from '../../../src/ui/protocol.ts';
import { type ConfigBlock, groupOf, textOrEmpty } from './config-block.ts';

/** Who may open the house's page: nobody, a browser on Homebridge's machine, or every device in the home's network. */
export const AUDIENCES = ['off', 'machine', 'network'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The default port of the page. */
const USUAL_PORT = 8588;
const HOSTS = { machine: '127.0.0.1', network: '0.0.0.0' } as const;
const WILDCARDS: readonly string[] = [HOSTS.network, '::'];
const OF_THIS_MACHINE = /^(?:127\.[\d.]+|::1|localhost)$/i;

export function audienceOf(block: ConfigBlock): Audience {
  const { port, host } = pageOf(block);
  if (port === undefined) return 'off';
  return OF_THIS_MACHINE.test(host) ? 'machine' : 'network';
}

/**
 * The settings with a different audience for the house's page. The port stays, as do fields that the page does not know. If the page is
 * switched off, the port and the address are removed, since an address alone would count as a missing port.
 */
export function withAudience(block: ConfigBlock, audience: Audience): ConfigBlock {
  if (audience === audienceOf(block)) return block;
  const { page, ...others } = block;
  const { port = USUAL_PORT, host: _, ...unknown } = groupOf(page);
  if (audience !== 'off') return { ...block, page: { ...unknown, port, host: HOSTS[audience] } };
  return Object.keys(unknown).length === 0 ? others : { ...others, page: unknown };
}

/** Where the page can be opened: numeric addresses first, which every phone understands. Empty if unknown. */
export function linksOf(block: ConfigBlock, { addresses, name }: HouseAddresses): readonly string[] {
  const { port, host } = pageOf(block);
  const hosts = WILDCARDS.includes(host) ? [...addresses, ...(name === undefined ? [] : [name])] : [host];
  return hosts.map((one) => `http://${one.includes(':') ? `[${one}]` : one}:${port}/`);
}

function pageOf(block: ConfigBlock): { readonly port: number | undefined; readonly host: string } {
  const { port, host } = groupOf(block['page']);
  return { port: typeof port === 'number' ? port : undefined, host: textOrEmpty(host) || HOSTS.machine };
}
