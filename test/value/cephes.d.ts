// The functions of cephes that the tests use; the package carries no types.
declare module 'cephes' {
  export const compiled: Promise<void>;
  export function lgam(x: number): number;
  export function gamma(x: number): number;
  export function psi(x: number): number;
  export function beta(a: number, b: number): number;
  export function igam(shape: number, x: number): number;
  export function ndtri(u: number): number;
  export function hyp2f1(a: number, b: number, c: number, z: number): number;
}
