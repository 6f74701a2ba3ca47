import { notThere, type SecretProvider } from './provider.ts';

/** `env:NAME`. The master key is not given out, whoever asks. */
export function createEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): SecretProvider {
  return {
    scheme: 'env',
    read(name) {
      const reference = `env:${name}`;
      const value = name.startsWith('RELAY_KEY') ? undefined : env[name];
      return value === undefined || value === ''
        ? Promise.reject(notThere(reference, 'the environment variable is not set'))
        : Promise.resolve(value);
    },
  };
}
