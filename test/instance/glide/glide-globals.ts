import { textFrom } from '../scripts/runtime.ts';
import { zoneOf } from '../engine/display.ts';
import { newSysId } from '../engine/ids.ts';
import { CertificateEncryption, GlideDigest, glideStringUtil } from './cryptography.ts';
import { createAttachments } from './glide-sys-attachment.ts';
import { GlideAggregate } from './glide-aggregate.ts';
import { GlideDateTime } from './glide-date-time.ts';
import { GlideDuration } from './glide-duration.ts';
import type { GlideKit } from './glide-kit.ts';
import { createGlideSystem } from './glide-system.ts';
import { createRecordConstructor } from './record-proxy.ts';
import { RestMessage } from './rest-message.ts';
import { createServiceErrors } from './service-errors.ts';

/** Everything that a script finds in its global object, and a module in `@servicenow/glide`. */
export function createGlideGlobals(kit: GlideKit): Record<string, unknown> {
  const { runtime } = kit;
  const zone = (): string => zoneOf(runtime.engine, runtime.session().user.timeZone);
  const now = (): number => runtime.engine.shared.nowMs();
  const RESTMessageV2 = function construct(name?: unknown, functionName?: unknown): RestMessage {
    return new RestMessage(kit, textFrom(name), textFrom(functionName));
  };
  return {
    gs: createGlideSystem(kit),
    GlideRecord: createRecordConstructor(kit, false),
    GlideRecordSecure: createRecordConstructor(kit, true),
    GlideAggregate: function construct(tableName: unknown) {
      return new GlideAggregate(kit, textFrom(tableName));
    },
    GlideDateTime: withSubtract(function construct(given?: unknown) {
      return new GlideDateTime(zone, now(), given);
    }),
    GlideDate: function construct() {
      return new GlideDateTime(zone, now());
    },
    GlideTime: function construct(given?: unknown) {
      return new GlideDateTime(zone, Number(given ?? now()));
    },
    GlideDuration: function construct(given?: unknown) {
      return new GlideDuration(given);
    },
    GlideSysAttachment: function construct() {
      return createAttachments(kit);
    },
    GlideDigest,
    CertificateEncryption,
    GlideStringUtil: glideStringUtil,
    GlideGuid: { generate: () => newSysId() },
    GlideSecureRandomUtil: {
      getSecureRandomString: (length: unknown) => newSysId().slice(0, Number(length)),
    },
    sn_ws: { RESTMessageV2 },
    sn_ws_err: createServiceErrors(kit),
    sn_ws_int: {},
    Class: prototypeClass,
  };
}

/** `GlideDateTime.subtract(start, end)` gives the duration between the two. */
function withSubtract(constructor: (given?: unknown) => GlideDateTime): unknown {
  return Object.assign(constructor, {
    subtract: (start: unknown, end: unknown) => new GlideDuration(momentOf(end) - momentOf(start)),
  });
}

function momentOf(value: unknown): number {
  return value instanceof GlideDateTime ? value.getNumericValue() : 0;
}

/** Prototype.js's `Class.create()`, which script includes begin with. */
const prototypeClass = {
  create: () =>
    function construct(this: object, ...given: readonly unknown[]): void {
      const initialize: unknown = Reflect.get(this, 'initialize');
      if (typeof initialize === 'function') initialize.apply(this, given);
    },
};
