// What the tests use of Node, so that their types are checked without its own declarations.
declare module 'node:test' {
  export function test(name: string, body: () => void | Promise<void>): void;
  export function describe(name: string, body: () => void): void;
}
declare module 'node:assert/strict' {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    match(actual: string, pattern: RegExp, message?: string): void;
    rejects(promise: Promise<unknown>, error: Function): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
declare const Buffer: {
  from(data: Uint8Array): { toString(encoding: 'base64url'): string };
  from(text: string, encoding: 'base64url'): Uint8Array;
};
declare module 'node:fs' {
  export function readFileSync(path: URL, encoding: 'utf8'): string;
}
