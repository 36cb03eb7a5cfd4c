// Preloaded into each emulated Node.js. QEMU 7.2, that of Debian 12, does not know the option by which mDNS chooses the network
// interface for what it sends. Without it the system chooses one; everything else about mDNS works.
const { Socket } = require('node:dgram');

const { setMulticastInterface } = Socket.prototype;

Socket.prototype.setMulticastInterface = function setWhereKnown(address) {
  try {
    setMulticastInterface.call(this, address);
  } catch (error) {
    if (error.code !== 'ENOPROTOOPT') throw error;
  }
};
