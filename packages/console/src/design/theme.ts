import {
  Button,
  Checkbox,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  Input,
  Modal,
  NativeSelect,
  Notification,
  PasswordInput,
  SegmentedControl,
  Textarea,
  TextInput,
  type VariantColorsResolver,
} from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { createElement } from "react";

import fields from "./fields.module.css";
import overlays from "./overlays.module.css";

/** Colours come from tokens.css, where day and night stand side by side; the library's own palettes are not used. */
const variantColorResolver: VariantColorsResolver = ({ color, variant }) => {
  const tone = color === "danger" ? "danger" : "accent";
  const line = "1px solid";
  if (variant === "filled") {
    return {
      background: `var(--${tone})`,
      hover: `var(--${tone}-strong)`,
      color: `var(--${tone}-ink)`,
      border: `${line} transparent`,
    };
  }
  const quiet = { background: "transparent", hover: `var(--${tone}-soft)`, color: `var(--${tone})` };
  if (variant === "subtle") return { ...quiet, border: `${line} transparent` };
  const text = tone === "danger" ? "var(--danger)" : "var(--ink)";
  return { background: "var(--surface)", hover: "var(--sunken)", color: text, border: `${line} var(--rule-strong)` };
};

const field = { classNames: { label: fields.label, description: fields.description, error: fields.error } };

const chevron = createElement(IconChevronDown, { className: fields.chevron, size: 16, "aria-hidden": true });

export const theme = createTheme({
  fontFamily: "var(--sans)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.9375rem", lg: "1.125rem", xl: "1.375rem" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "16px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default" },
      classNames: { root: fields.button, label: fields.buttonLabel, loader: fields.loader },
    }),
    Input: Input.extend({ classNames: { input: fields.input } }),
    InputWrapper: field,
    TextInput: TextInput.extend({ defaultProps: { size: "md" } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: {
        size: "md",
        visibilityToggleFocusable: true,
        visibilityToggleButtonProps: { "aria-label": "Show the password" },
      },
      classNames: { innerInput: fields.inner, visibilityToggle: fields.toggle },
    }),
    Textarea: Textarea.extend({ defaultProps: { size: "md" } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: "md", rightSection: chevron } }),
    Checkbox: Checkbox.extend({ classNames: { input: fields.checkbox } }),
    SegmentedControl: SegmentedControl.extend({
      classNames: { root: fields.segments, indicator: fields.segment, label: fields.segmentLabel },
    }),
    Notification: Notification.extend({
      classNames: { root: overlays.toast, description: overlays.toastText },
      defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 120 }, overlayProps: { className: overlays.shade } },
      classNames: { content: overlays.dialog, header: overlays.header, title: overlays.title, body: overlays.body },
    }),
    Drawer: Drawer.extend({
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { className: overlays.shade } },
      classNames: { content: overlays.drawer, header: overlays.header, title: overlays.title, body: overlays.body },
    }),
  },
});

const colors = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-soft)",
  "--mantine-color-placeholder": "var(--ink-soft)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--sunken)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--rule-strong)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--ink-soft)",
  "--mantine-color-disabled-border": "var(--rule)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-strong)",
  "--mantine-primary-color-light": "var(--accent-soft)",
  "--mantine-primary-color-light-hover": "var(--accent-soft)",
  "--mantine-primary-color-light-color": "var(--accent)",
  "--mantine-primary-color-contrast": "var(--accent-ink)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: colors, dark: colors });
