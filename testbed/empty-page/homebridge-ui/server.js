import { HomebridgePluginUiServer } from '@homebridge/plugin-ui-utils';

// plugin-ui-utils logs each request.
console.log = () => {};
const server = new HomebridgePluginUiServer();
server.onRequest('/value', () => 'ready');
server.ready();
