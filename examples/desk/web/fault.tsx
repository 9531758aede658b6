/** What went wrong, for who reads and for who hears the page. */
export const Fault = ({ text }: { readonly text: string | null }) =>
  text !== null && (
    <p className="fault" role="alert">
      {text}
    </p>
  );
