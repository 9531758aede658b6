/** The desk's mark: a desk lamp, lit or out. */
export const Lamp = ({ out = false, size = 40 }: { readonly out?: boolean; readonly size?: number }) => (
  <svg className="lamp" width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
    {!out && <path className="light" d="M30 7 18 19 25 34 39 23Z" />}
    <path className="stand" d="M30 7A8.500 8.500 0 0 0 18 19ZM18 7 8 18l6 17M7 35h14" />
  </svg>
);
