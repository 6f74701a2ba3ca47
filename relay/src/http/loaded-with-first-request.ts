import type { RequestHandler } from 'express';

/** A router that is made when somebody asks for something of it; requests wait until it is there. */
export function loadedWithFirstRequest(load: () => Promise<RequestHandler>): RequestHandler {
  let loading: Promise<RequestHandler> | undefined;
  return async (request, response, next) => {
    loading ??= load();
    const router = await loading;
    await router(request, response, next);
  };
}
