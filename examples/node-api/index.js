// A small HTTP API without dependencies.
'use strict';

const http = require('node:http');

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 8787);

const girls = ['Ada', 'Grace', 'Hedy', 'Katherine', 'Margaret', 'Radia'].map((name, index) => ({ id: index + 1, name }));

const routes = {
  '/api/health': () => ({ status: 'ok', uptime: Math.round(process.uptime()), pid: process.pid }),
  '/api/girls': () => girls,
};

const server = http.createServer((request, response) => {
  const route = routes[request.url.split('?')[0]];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const status = !route ? 404 : isRead ? 200 : 405;
  const body = JSON.stringify(status === 200 ? route() : { error: http.STATUS_CODES[status] });
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
});

server.on('error', (error) => {
  console.error(`cannot serve on ${host}:${port}: ${error.message}`);
  process.exit(1);
});

server.listen(port, host, () => console.log(`serving on http://${host}:${port}`));

// Finish what is being answered, take nothing new, then go.
process.on('SIGTERM', () => {
  console.log('stopping');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
