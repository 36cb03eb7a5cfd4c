// A process in a network of its own: Homebridge with Matter, and a controller beside it. The test calls what is below
// over IPC, and ends it by closing the channel.
import { Environment, Logger, LogLevel } from '@matter/main';
import { ClusterId, ManualPairingCodeCodec, type NodeId, StatusResponseError } from '@matter/main/types';
import { CommissioningController } from '@project-chip/matter.js';
import type { PairedNode } from '@project-chip/matter.js/device';
import { type Homebridge, startHomebridge } from './homebridge.ts';
import type { MatterCalls, MatterDevice, MatterReport } from './matter.ts';

const [, , storage = '', network = ''] = process.argv;
const DESCRIPTOR = ClusterId(0x1d);
/** OnOff, BridgedDeviceBasicInformation, ElectricalPowerMeasurement, ElectricalEnergyMeasurement. */
const SHOWN = [0x06, 0x39, 0x90, 0x91].map((id) => ClusterId(id));

const environment = Environment.default;
environment.vars.set('storage.path', `${storage}/controller`);
environment.vars.set('mdns.networkInterface', network);
Logger.level = LogLevel.FATAL;

let homebridge: Homebridge;
let controller: CommissioningController | undefined;
let node: PairedNode | undefined;
const reports: MatterReport[] = [];

const calls: MatterCalls = {
  async start(config, bridge) {
    homebridge = await startHomebridge({ config, storage, bridge: { bind: [network], ...bridge } });
  },
  async stop() {
    await homebridge.stop();
  },
  log: async () => homebridge.log,
  async commission() {
    await connect(added);
  },
  async devices() {
    try {
      return await devices();
    } catch (error) {
      // What is read while the subscription tells of the same new accessory can be made twice in its memory, for good.
      if (!String(error).includes('because it is already active')) throw error;
      await controller?.close();
      await connect(async (controller) => controller.getCommissionedNodes()[0] as NodeId);
      return devices();
    }
  },
  reports: async () => reports.splice(0),
  async invoke(endpoint, command) {
    try {
      await nodeOf().node.endpoints.for(endpoint).commandsOf('onOff')[command]?.(undefined);
      return 'done';
    } catch (error) {
      if (error instanceof StatusResponseError) return error.message;
      throw error;
    }
  },
};

/** Has a controller, new or as it was left, subscribe to the bridge. */
async function connect(find: (controller: CommissioningController) => Promise<NodeId>): Promise<void> {
  controller = new CommissioningController({
    environment: { environment, id: 'controller' },
    autoConnect: false,
    adminFabricLabel: 'Test',
  });
  await controller.start();
  node = await controller.getNode(await find(controller));
  node.events.attributeChanged.on(({ path: { endpointId, attributeName }, value }) => {
    reports.push({ endpoint: endpointId, attribute: attributeName, value: plain(value) });
  });
  if (!node.initialized) await node.events.initialized;
}

async function devices(): Promise<readonly MatterDevice[]> {
  const client = await nodeOf().getInteractionClient();
  const read = await client.getMultipleAttributes({
    attributes: [DESCRIPTOR, ...SHOWN].map((clusterId) => ({ clusterId })),
  });
  const endpoints = new Set(read.filter(({ path }) => path.clusterId === 0x39).map(({ path }) => path.endpointId));
  return Array.from(endpoints, (endpoint): MatterDevice => {
    const own = read.filter(({ path }) => path.endpointId === endpoint);
    const types = own.find(({ path }) => path.attributeName === 'deviceTypeList')?.value as { deviceType: number }[];
    return {
      endpoint,
      deviceTypes: types.map(({ deviceType }) => deviceType),
      attributes: Object.fromEntries(
        own
          .filter(({ path }) => path.clusterId !== DESCRIPTOR)
          .map(({ path, value }) => [path.attributeName, plain(value)]),
      ),
    };
  });
}

function nodeOf(): PairedNode {
  if (!node) throw new Error('not commissioned');
  return node;
}

async function added(controller: CommissioningController): Promise<NodeId> {
  const line = await homebridge.waitForLog(/Manual Pairing Code: /);
  const { passcode, shortDiscriminator = 0 } = ManualPairingCodeCodec.decode(line.split(': ')[1] ?? '');
  return controller.commissionNode({
    commissioning: {},
    discovery: { identifierData: { shortDiscriminator } },
    passcode,
  });
}

/** What IPC can carry. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_, one) => (typeof one === 'bigint' ? Number(one) : one)));
}

process.on('message', async ({ name, given }: { name: keyof MatterCalls; given: readonly never[] }) => {
  try {
    const call = calls[name] as (...given: readonly unknown[]) => Promise<unknown>;
    process.send?.({ value: await call(...given) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.on('disconnect', async () => {
  await homebridge?.kill();
  process.exit();
});
