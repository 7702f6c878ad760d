package dev.rayjobs.internal.http;

import java.time.Duration;

/**
 * When requests are no longer sent.
 *
 * @param failures after how many failures in a row
 * @param openFor for how long
 */
public record CircuitPolicy(int failures, Duration openFor) {}
