package io.iocp.completion.jna;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** A function that is found at run time. Seldom called, so it needs no direct mapping. */
public final class NativeFunction {

  private final Function function;

  private NativeFunction(Function function) {
    this.function = function;
  }

  /** Whether the library is there and exports the function. */
  public static boolean exists(String library, String name) {
    try {
      NativeLibrary.getInstance(library).getFunction(name);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** The function at that address. */
  public static NativeFunction at(long address) {
    return new NativeFunction(Function.getFunction(new Pointer(address), Function.C_CONVENTION));
  }

  /**
   * Calls it.
   *
   * @param arguments {@code Integer} for an {@code int}, {@code Long} for a pointer or a handle
   */
  public int invokeInt(Object... arguments) {
    return function.invokeInt(arguments);
  }
}
