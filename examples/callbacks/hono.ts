import { Hono } from 'hono';
import { type CallbackHandling, handleCallback } from 'firstframe/client';

/** A Hono app that takes callbacks at `POST /callbacks`: its requests and answers are fetch's own, so there is nothing to adapt. */
export function createHonoReceiver(handling: CallbackHandling): Hono {
  const app = new Hono();
  app.post('/callbacks', (context) => handleCallback(context.req.raw, handling));
  return app;
}
