package org.forecast4j.train;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.ui.VertxUIServer;

/**
 * Deeplearning4j's UI server, which by itself would listen on every address of the machine, on the loopback address alone.
 * It is handed a Vert.x whose HTTP servers listen there, on the port given here, and turn away what a browser on this
 * machine does not ask for while it shows a training: another method than GET, a host of another name (a page that had its
 * own name point to this machine could read along), other pages, a path that leads out of the UI's files.
 */
final class LoopbackUi extends VertxUIServer {
    static final String HOST = "127.0.0.1";
    private static final Set<String> NAMES = Set.of(HOST, "localhost");
    private static final int FORBIDDEN = 403;

    /** What a training's pages ask for. A source map, which a browser's tools ask for, is not always there. */
    private static final Pattern PAGES = Pattern.compile("/|/train(/.*)?|/setlang/.*|/assets/.*(?<!\\.map)");

    private final int port;

    LoopbackUi(int port) {
        this.port = port;
    }

    @Override
    public void init(Vertx vertx, Context context) {
        super.init(
                proxy(Vertx.class, vertx, (self, method, arguments) -> {
                    Object result = call(vertx, method, arguments);
                    return result instanceof HttpServer server ? onLoopback(server) : result;
                }),
                context);
    }

    /** Makes a folder for uploads, under the time; nothing is ever uploaded. */
    @Override
    public void start(Promise<Void> started) throws Exception {
        long from = System.currentTimeMillis();
        super.start(started);
        for (long time = from; time <= System.currentTimeMillis(); time++) {
            Files.deleteIfExists(Path.of(System.getProperty("java.io.tmpdir"), "DL4JUI_" + time));
        }
    }

    @SuppressWarnings("unchecked") // the arguments are those of the methods named
    private HttpServer onLoopback(HttpServer server) {
        return proxy(HttpServer.class, server, (self, method, arguments) -> {
            switch (method.getName()) {
                case "requestHandler" -> server.requestHandler(guarded((Handler<HttpServerRequest>) arguments[0]));
                case "listen" -> server.listen(port, HOST, (Handler<AsyncResult<HttpServer>>) arguments[1]);
                default -> {
                    return call(server, method, arguments);
                }
            }
            return self;
        });
    }

    private static Handler<HttpServerRequest> guarded(Handler<HttpServerRequest> pages) {
        return request -> {
            if (allowed(request)) {
                pages.handle(request);
            } else {
                request.response().setStatusCode(FORBIDDEN).end();
            }
        };
    }

    private static boolean allowed(HttpServerRequest request) {
        String host = request.host();
        return request.method() == HttpMethod.GET
                && host != null
                && NAMES.contains(host.replaceFirst(":\\d+$", ""))
                && PAGES.matcher(request.path()).matches()
                && !request.path().contains("..");
    }

    private static <T> T proxy(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(real.getClass().getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
