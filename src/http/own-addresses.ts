import type { NetworkInterfaceInfo } from 'node:os';

/** What connects containers and virtual machines has such a name: no device of the home is behind it. */
const OF_CONTAINERS = /^(?:docker|podman|br-|veth|virbr|vmnet|lxc|lxd|cni|flannel)/;
/** What a machine gives itself where nobody gives it an address (RFC 3927). */
const SELF_GIVEN = /^169\.254\./;
/** The interfaces of a machine, by their names, as the system has them. */
export type Interfaces = { readonly [name: string]: readonly NetworkInterfaceInfo[] | undefined };

/** The addresses by which the devices of the home reach this machine. Those of containers are left out, unless there is no other. */
export function ownAddresses(interfaces: Interfaces): readonly string[] {
  const found = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !SELF_GIVEN.test(address))
      .map(({ address }) => ({ address, isOfContainers: OF_CONTAINERS.test(name) })),
  );
  const ofHome = found.filter(({ isOfContainers }) => !isOfContainers);
  return (ofHome.length > 0 ? ofHome : found).map(({ address }) => address);
}
