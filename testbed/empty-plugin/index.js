/** The byte that ends a frame. Its parity bit is 0. */
const ETX = 0x03;

/**
 * The empty plugin: a light sensor and a contact sensor. If it has a `port`, it counts the frames on it without
 * decoding them, and shows the count at once: no plugin in Homebridge can be faster. It also has as many `threads` that do nothing.
 */
export default (api) => {
  api.registerPlatform(
    'Bench',
    class {
      #known = [];

      constructor(_log, config) {
        api.on('didFinishLaunching', () => {
          const [light, contact] = [api.hap.Service.LightSensor, api.hap.Service.ContactSensor].map((kind) =>
            this.#service(kind, kind.name === 'LightSensor' ? 'Count' : 'Odd'),
          );
          if (config.threads) startThreads(config.threads);
          if (config.port) count(config.port, (frames) => show(api.hap.Characteristic, light, contact, frames));
        });
      }

      configureAccessory(accessory) {
        this.#known.push(accessory);
      }

      #service(kind, name) {
        const uuid = api.hap.uuid.generate(`bench:${name}`);
        const known = this.#known.find(({ UUID }) => UUID === uuid);
        if (known) return known.getService(kind);
        const accessory = new api.platformAccessory(name, uuid);
        const service = accessory.addService(kind, name);
        api.registerPlatformAccessories('homebridge-bench', 'Bench', [accessory]);
        return service;
      }
    },
  );
};

async function startThreads(number) {
  const { Worker } = await import('node:worker_threads');
  for (let nth = 0; nth < number; nth += 1) new Worker(new URL('empty-thread.js', import.meta.url));
}

async function count(path, then) {
  // Without a port, the empty plugin loads nothing.
  const { SerialPort } = await import('serialport');
  let frames = 0;
  new SerialPort({ path, baudRate: 9600 }).on('data', (bytes) => {
    for (const byte of bytes) {
      if (byte !== ETX) continue;
      frames += 1;
      then(frames);
    }
  });
}

function show({ CurrentAmbientLightLevel, ContactSensorState }, light, contact, frames) {
  light.updateCharacteristic(CurrentAmbientLightLevel, frames);
  contact.updateCharacteristic(ContactSensorState, frames % 2);
}
