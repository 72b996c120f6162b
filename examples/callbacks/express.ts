import express, { type Express } from 'express';
import { type CallbackHandling, handleCallback } from 'firstframe/client';

/**
 * An Express app that takes callbacks at `POST /callbacks`.
 *
 * The signature is over the raw bytes: `express.raw` must get them before any `express.json` does.
 */
export function createExpressReceiver(handling: CallbackHandling): Express {
  const app = express();
  app.post('/callbacks', express.raw({ type: () => true, limit: '1mb', inflate: false }), (request, response, next) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, String(value));
    }
    const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : null;
    handleCallback(new Request('http://receiver/callbacks', { method: 'POST', headers, body }), handling)
      .then(async (answer) => {
        response.status(answer.status).send(await answer.text());
      })
      .catch(next);
  });
  return app;
}
