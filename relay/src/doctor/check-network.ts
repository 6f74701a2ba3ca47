import { isIP } from 'node:net';
import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import { isFromInstance, publicQuestion, readSkewMs } from './knock.ts';
import type { Subject } from './subject.ts';

/** From the name to the first answer of the instance, without credentials. */
export function networkChecks(subject: Subject): readonly Check[] {
  const { inspector, connection, clock } = subject;
  let knocked: Promise<Heard | Silent> | undefined;
  const knock = () => (knocked ??= inspector.knock(publicQuestion));
  return [
    {
      id: 'dns',
      title: 'The name of the instance leads to an address',
      needed: true,
      after: [],
      look: () => lookAtName(subject),
    },
    {
      id: 'reach',
      title: 'The instance can be reached, and its certificate is trusted',
      needed: true,
      after: ['dns'],
      look: async () => reachFinding(connection.url, await knock(), inspector.goesByProxy()),
    },
    {
      id: 'certificate',
      title: 'The certificate of the instance does not end soon',
      needed: false,
      after: ['reach'],
      look: () => certificateFinding(connection.url, inspector.certificateEnd(), clock.now()),
    },
    {
      id: 'instance',
      title: 'What answers is a ServiceNow instance, and it is awake',
      needed: true,
      after: ['reach'],
      look: async () => {
        const heard = await knock();
        return heard.kind === 'silent' ? skip(heard.error.message) : instanceFinding(heard);
      },
    },
    {
      id: 'clock',
      title: 'The clocks of relay and instance agree',
      needed: true,
      after: ['instance'],
      look: async () => clockFinding(await knock(), clock.now()),
    },
  ];
}

async function lookAtName({ connection, inspector, resolve }: Subject): Promise<Finding> {
  const host = new URL(connection.url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return pass(`${host} is an address`);
  const other = whoLooksUp(connection, inspector);
  if (other !== undefined) return skip(`${other} looks ${host} up, not this machine`);
  try {
    const addresses = await resolve(host);
    return pass(`${host} has ${addresses.length} address(es)`);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return fail({
      code: 'unknown-host',
      evidence: because,
      cause: `Nobody knows the name ${host}: a typing error, a renamed instance, or no DNS here.`,
      cure: 'Correct the URL of the connection. If a browser here opens it, a proxy knows the name: set outgoing.proxy of relay.yml, or transport.proxy of the connection.',
    });
  }
}

/** Many a network has names of the world outside for its proxy alone. */
function whoLooksUp(
  { credentials }: Subject['connection'],
  inspector: Subject['inspector'],
): string | undefined {
  if (credentials.kind === 'agent') return 'the agent';
  return inspector.goesByProxy() ? 'the proxy' : undefined;
}

interface Meaning {
  readonly code: string;
  readonly cause: string;
  readonly cure: string;
}

const certificateCure =
  'Give the connection the certificate authority that signed it, or correct the certificate.';

const meaningOf: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    code: 'refused',
    cause: 'The machine is there, but nothing listens on this port.',
    cure: 'Correct the port of the URL; behind a proxy, set outgoing.proxy of relay.yml, or transport.proxy of the connection.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: 'self-signed',
    cause: 'The certificate is signed by itself, so anybody could have made it.',
    cure: certificateCure,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    code: 'self-signed',
    cause: 'The chain ends in a certificate authority that this machine does not know.',
    cure: `${certificateCure} A proxy that opens TLS shows itself this way too.`,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    code: 'untrusted-certificate',
    cause:
      'Nobody that this machine trusts signed the certificate, or a link of the chain is missing.',
    cure: certificateCure,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    code: 'untrusted-certificate',
    cause: 'Nobody that this machine trusts signed the certificate.',
    cure: certificateCure,
  },
  CERT_HAS_EXPIRED: {
    code: 'expired-certificate',
    cause:
      'The certificate of the instance is past its end, or the clock of this machine is ahead.',
    cure: 'Renew the certificate; check the clock of this machine.',
  },
  CERT_NOT_YET_VALID: {
    code: 'early-certificate',
    cause: 'The certificate is not valid yet: usually the clock of this machine is behind.',
    cure: 'Set the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'wrong-certificate',
    cause:
      'The certificate belongs to another name: this is not the instance, or not under this name.',
    cure: 'Correct the URL of the connection.',
  },
};

const otherwise: Meaning = {
  code: 'unreachable',
  cause: 'No answer came: a firewall, a route, a proxy or the instance itself.',
  cure: 'Try the same from this machine with curl. If only curl gets there, it goes by a proxy that HTTPS_PROXY names: set outgoing.proxy of relay.yml, or transport.proxy of the connection. Else ask who runs the network for the way out.',
};

/** What the system says is of the way to the proxy; of the instance it is only what TLS says in the tunnel. */
const proxyFails: Meaning = {
  code: 'proxy',
  cause:
    'The way goes by a proxy, and it opened none: it is away, it refuses (407: its user or password, 403: this host), or it does not reach the instance itself (502 to 504).',
  cure: 'Correct outgoing.proxy of relay.yml, or transport.proxy of the connection; else ask who runs the proxy to let this host through. Where no proxy is needed, name the host in outgoing.allow.',
};

const addressRefused: Meaning = {
  code: 'address-refused',
  cause: 'The address is private or special, and nobody allowed the relay to call it.',
  cure: 'If it is right, name the host in outgoing.allow of relay.yml.',
};

function reachFinding(url: string, heard: Heard | Silent, isByProxy: boolean): Finding {
  if (heard.kind === 'answer') {
    const how = url.startsWith('https:')
      ? 'over TLS'
      : 'in clear, on this machine or a network that was allowed';
    return pass(`${url} answered ${heard.seen.status} ${how}`);
  }
  return fail({ ...meaningFor(heard, isByProxy), evidence: heard.error.message });
}

function meaningFor({ error, cause = '' }: Silent, isByProxy: boolean): Meaning {
  if (error.code === 'SERVICENOW_ADDRESS_REFUSED') return addressRefused;
  const isOfTls = cause !== 'ECONNREFUSED' && cause in meaningOf;
  if (isByProxy && !isOfTls) return proxyFails;
  return meaningOf[cause] ?? otherwise;
}

const DAY_MS = 86_400_000;
const CERTIFICATE_WARNS_DAYS = 30;

function certificateFinding(url: string, endsAt: number | undefined, now: number): Finding {
  if (!url.startsWith('https:')) return skip('the way is in clear: there is no certificate');
  if (endsAt === undefined) {
    return skip('behind a proxy or an agent the certificate is not seen from here');
  }
  const daysLeft = Math.floor((endsAt - now) / DAY_MS);
  const evidence = `${daysLeft} day(s) left, until ${new Date(endsAt).toISOString()}`;
  if (daysLeft >= CERTIFICATE_WARNS_DAYS) return pass(evidence);
  return warn({
    code: 'certificate-ends',
    evidence,
    cause: 'When it has ended nothing is delivered any more.',
    cure: 'Ask who runs the instance, or the proxy before it, to renew it.',
  });
}

/** A captive portal, a proxy and a wrong host answer too: each is known by what an instance never says. */
function instanceFinding({ seen, headers }: Heard): Finding {
  const evidence = `${seen.status}${seen.says === '' ? '' : ` "${seen.says}"`}, ${headers['content-type'] ?? 'no content type'}`;
  if (seen.page === 'hibernating' || seen.redirect === 'hibernating') {
    return fail({
      code: 'hibernating',
      evidence,
      cause: 'The instance is asleep: a developer instance hibernates when nobody signs in.',
      cure: 'Wake it at developer.servicenow.com.',
    });
  }
  if (seen.page === 'maintenance' || seen.status >= 500) {
    return fail({
      code: 'maintenance',
      evidence,
      cause: 'The instance is under maintenance, restarting, or failing.',
      cure: 'Wait; if it stays so, look at the status page of your provider.',
    });
  }
  if (seen.redirect === 'login' || seen.page === 'login') {
    return fail({
      code: 'login-page',
      evidence,
      cause:
        'A login page stands before the REST API: single sign-on, a proxy with sign-in, or the URL is not the root of the instance.',
      cure: 'Set the URL to the root of the instance, or exempt the API from the sign-in.',
    });
  }
  if (seen.redirect !== undefined) {
    return fail({
      code: 'redirected',
      evidence: `${evidence}, to ${originOf(headers['location'])}`,
      cause:
        'The answer is a redirect elsewhere: a captive portal, or the instance has another name now.',
      cure: 'Redirects are never followed. Set the URL to where the instance answers itself.',
    });
  }
  if (seen.form === 'page') {
    return fail({
      code: 'captive-portal',
      evidence,
      cause:
        'A web page came in place of an answer of the REST API: a captive portal, a proxy, or another web server.',
      cure: 'Open the URL in a browser on this machine and see who answers.',
    });
  }
  if (!isFromInstance({ seen, headers })) {
    return fail({
      code: 'wrong-host',
      evidence,
      cause: 'Something answers, but not as the REST API of ServiceNow does.',
      cure: 'Correct the URL of the connection.',
    });
  }
  return pass(`the REST API answered ${evidence}`);
}

/** Where to, without what may be a token. */
function originOf(location: string | undefined): string {
  return URL.parse(location ?? '')?.origin ?? 'an address of its own';
}

/** Signed changes are refused when they are older than this. */
const TOLERATED_MS = 300_000;
const NOTICED_MS = 60_000;

function clockFinding(heard: Heard | Silent, now: number): Finding {
  const skew = readSkewMs(heard, now);
  if (skew === undefined) return skip('the answer carried no date');
  const evidence = `${Math.round(skew / 1000)} s apart`;
  if (skew < NOTICED_MS) return pass(evidence);
  const trouble = {
    code: 'clock-skew',
    evidence,
    cause:
      'The clock of this machine or of the instance is off: signed changes are refused from five minutes on.',
    cure: 'Let this machine set its clock by NTP.',
  };
  return skew < TOLERATED_MS ? warn(trouble) : fail(trouble);
}
