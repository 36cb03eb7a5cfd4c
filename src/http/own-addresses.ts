import type { NetworkInterfaceInfo } from 'node:os';

/** Names of the interfaces that connect containers and virtual machines: no device of the home is behind them. */
const OF_CONTAINERS = /^(?:docker|podman|br-|veth|virbr|vmnet|lxc|lxd|cni|flannel)/;
/** The address that a machine assigns to itself if it gets none (RFC 3927). */
const SELF_GIVEN = /^169\.254\./;
/** The network interfaces of a machine by name, as reported by the system. */
export type Interfaces = { readonly [name: string]: readonly NetworkInterfaceInfo[] | undefined };

/** The addresses at which the devices of the home reach this machine. Those of containers are left out, unless there are no others. */
export function ownAddresses(interfaces: Interfaces): readonly string[] {
  const found = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !SELF_GIVEN.test(address))
      .map(({ address }) => ({ address, isOfContainers: OF_CONTAINERS.test(name) })),
  );
  const ofHome = found.filter(({ isOfContainers }) => !isOfContainers);
  return (ofHome.length > 0 ? ofHome : found).map(({ address }) => address);
}
