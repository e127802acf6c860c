package eshop.platform.management;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/**
 * Meters of the node's process: CPU, heap, GC pauses, threads, file descriptors, start time. They
 * cost nothing until they are read, but for GC pauses, which the JVM reports.
 */
public final class ProcessMeters implements AutoCloseable {
  private final JvmGcMetrics gc = new JvmGcMetrics();

  private ProcessMeters() {}

  /** Registers all of them; GC pauses are heard of until this is closed. */
  public static ProcessMeters bind(MeterRegistry meters) {
    ProcessMeters process = new ProcessMeters();
    process.gc.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    return process;
  }

  @Override
  public void close() {
    gc.close();
  }
}
