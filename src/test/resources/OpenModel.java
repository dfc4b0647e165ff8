import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A program that knows Deeplearning4j and not us: opens a model, says its layers' classes and what it computes. */
public class OpenModel {
    public static void main(String[] args) throws Exception {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(args[0]);
        for (Layer layer : network.getLayers()) {
            System.out.println("layer " + layer.conf().getLayer().getClass().getName());
        }
        int batch = 3;
        int steps = 5;
        float[] input = new float[batch * network.layerInputSize(0) * steps];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) Math.sin(i);
        }
        INDArray output = network.output(Nd4j.createFromArray(input).reshape(batch, network.layerInputSize(0), steps));
        System.out.println("outputs " + Arrays.toString(output.dup('c').data().asFloat()));
    }
}
