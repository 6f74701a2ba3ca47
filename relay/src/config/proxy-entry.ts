import { z } from 'zod';
import { SecretText, WebAddress } from '../connector-kit/fields.ts';

/** An HTTP proxy that opens tunnels. */
export const ProxyEntry = z.strictObject({
  url: WebAddress.meta({
    description:
      'HTTP proxy, `http://proxy.example.com:3128`. Its host must be allowed in `outgoing.allow` if it is private.',
  }),
  user: z.string().min(1).optional().meta({ description: 'User of the proxy.' }),
  password: SecretText.optional().meta({ description: 'Its password.', secret: true }),
});
