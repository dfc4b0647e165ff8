package org.forecast4j.train;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.forecast4j.UserError;

/** Serves Deeplearning4j's training UI to this machine alone. */
public final class LoopbackServer implements Dashboard.Server {
    private static final String LOGGING = "vertx.logger-delegate-factory-class-name";

    @Override
    public Dashboard open(int port) {
        if (System.getProperty(LOGGING) == null) { // else Vert.x logs past the program's own choice of what is logged
            System.setProperty(LOGGING, "io.vertx.core.logging.SLF4JLogDelegateFactory");
        }
        Path files = temporaryFolder();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions().setFileCacheDir(files.toString())));
        try {
            LoopbackUi ui = new LoopbackUi(port);
            CompletableFuture<String> deployed = new CompletableFuture<>();
            vertx.deployVerticle(ui, result -> {
                if (result.succeeded()) {
                    deployed.complete(result.result());
                } else {
                    deployed.completeExceptionally(result.cause());
                }
            });
            deployed.join();
            return new ServedDashboard(ui, () -> close(vertx, files));
        } catch (CompletionException e) {
            close(vertx, files);
            throw refused(port, e);
        }
    }

    private static RuntimeException refused(int port, CompletionException e) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(BindException.class::isInstance)
                .findFirst()
                .<RuntimeException>map(bind -> UserError.usage("ui " + port + ": that port cannot be had ("
                                + bind.getMessage() + "); give another one, or --ui=0 for any that is free")
                        .causedBy(e))
                .orElseGet(() -> new IllegalStateException("Deeplearning4j's training UI did not start", e));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("forecast4j-ui");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the dashboard's files", e);
        }
    }

    private static void close(Vertx vertx, Path files) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        vertx.close(result -> closed.complete(null));
        closed.join();
        try {
            Files.deleteIfExists(files);
        } catch (IOException e) { // a page was asked for in the last moment
            files.toFile().deleteOnExit();
        }
    }
}
