// node bench/dgram-echo.ts ADDRESS PORT BYTES: what a UDP server costs that does nothing but answer with so many bytes
import { createSocket } from 'node:dgram';

const [address, port, size] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('message', (bytes, from) => {
  const reply = Buffer.alloc(Number(size));
  // the transaction, by which the client knows what is answered
  bytes.copy(reply, 4, 4, 8);
  socket.send(reply, from.port, from.address);
});
socket.bind(Number(port), address, () => socket.setRecvBufferSize(4 << 20));
