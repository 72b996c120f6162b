// The few names of the WebAssembly JavaScript API (W3C, 2) and of HTML that the kernels need and that Node and browsers share.
// Neither Node's types nor the language's carry them, and the DOM library would let browser-only names into the whole project.

declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function instantiate(
    binary: Uint8Array,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<{ readonly instance: Instance }>;

  /** A trap: what a module ends in that reads outside of its memory, or divides by nothing. */
  class RuntimeError extends Error {}
}

declare function atob(data: string): string;
